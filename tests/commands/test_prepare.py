from io import StringIO

from django.conf import settings
from django.core.management import call_command


def test_it_says_in_a_line_each_what_it_did(db):
    out = StringIO()
    call_command("prepare", stdout=out)
    database, files = out.getvalue().splitlines()
    assert database == "Database: up to date."
    assert "static file" in files
    assert (settings.STATIC_ROOT / "icon.svg").exists()
