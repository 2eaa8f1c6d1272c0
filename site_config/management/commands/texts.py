from django.core.management.base import BaseCommand, CommandError

try:
    from site_config.texts.catalogue import catalogue_files
except ModuleNotFoundError:
    catalogue_files = None

NO_BABEL = "This needs Babel: run `.venv/bin/pip install -r requirements-dev.txt`."


class Command(BaseCommand):
    help = "Write the catalogue of the texts that people read, and its compiled form."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only say whether it is stale")

    def handle(self, check, **options):
        if not catalogue_files:
            raise CommandError(NO_BABEL)
        stale = {path: new for path, new in catalogue_files().items() if _content(path) != new}
        if stale and check:
            raise CommandError("The catalogue of texts is stale: run `manage.py texts`.")
        for path, content in stale.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        names = " and ".join(path.name for path in stale)
        self.stdout.write(f"Texts: {names} written." if stale else "Texts: up to date.")


def _content(path):
    return path.read_bytes() if path.exists() else None
