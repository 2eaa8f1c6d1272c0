"""The command `prepare` migrates the database and collects the static files."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command


def test_command_prints_one_line_for_the_database_and_one_for_static_files(db):
    out = StringIO()
    call_command("prepare", stdout=out)
    database, files = out.getvalue().splitlines()
    assert database == "Database: up to date."
    assert "static file" in files
    assert (settings.STATIC_ROOT / "icon.svg").exists()
