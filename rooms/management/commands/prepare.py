from io import StringIO

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Bring the database and the static files up to date."

    def handle(self, **options):
        self.stdout.write(f"Database: {migrate()}")
        self.stdout.write(f"Static files: {collect()}")


def migrate():
    """Apply the missing migrations; return how many there were, as text."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        return "up to date."
    call_command("migrate", interactive=False, verbosity=0)
    return f"{missing} migration{'s' if missing > 1 else ''} applied."


def collect():
    return call_command("collectstatic", interactive=False, stdout=StringIO()).strip()
