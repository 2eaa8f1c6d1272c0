import fcntl
from contextlib import contextmanager
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

LOCK = 0x68_65_61_72_74_68
"The number of PostgreSQL's advisory lock, which belongs to one database."


class Command(BaseCommand):
    help = "Bring the database and the static files up to date, one process at a time."

    def handle(self, **options):
        with _one_at_a_time():
            self.stdout.write(f"Database: {migrate()}")
            self.stdout.write(f"Static files: {collect()}")


@contextmanager
def _one_at_a_time():
    """Wait until no other process prepares this database, on whichever host."""
    with open(settings.DATA_DIR / "prepare.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


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
