"""What somebody finds in the files of the site who has another account, or the disk."""

import os
import subprocess

import pytest
from django.conf import settings
from django.db import connection

from rooms.live import database
from rooms.site.jobs import scrub

SECRET = "the word is xylophone-4711"


def open_to_others(site):
    """Names of those files and folders of the site; its log is the test's."""
    entries = [entry for entry in os.scandir(site.folder) if entry.name != "server.log"]
    assert "hearth.sqlite3" in [entry.name for entry in entries]
    return [entry.name for entry in entries if entry.stat().st_mode & 0o077]


def test_files_of_a_new_site_are_for_its_own_account(prepared_site):
    assert open_to_others(prepared_site) == []


def test_files_of_an_older_site_are_taken_from_others_at_its_start(site):
    for name in ("hearth.sqlite3", "hearth.sqlite3-wal", "hearth.sqlite3-shm"):
        (site.folder / name).chmod(0o644)
    site.manage("check")
    assert open_to_others(site) == []


@pytest.mark.django_db(transaction=True)
def test_deleted_text_is_in_no_file_of_the_database(lobby, ana, ben, say):
    if connection.vendor != "sqlite":
        pytest.skip("the files are PostgreSQL's")
    message = say(lobby, ana, f"@ben {SECRET}")
    message.edit(f"@ben again: {SECRET}")
    assert SECRET in files_of_the_database()
    message.delete_text()
    database.close()  # another thread's snapshot would keep the log
    scrub()
    assert SECRET not in files_of_the_database()


def files_of_the_database():
    """Read by another process: to close the file here would drop SQLite's locks on it."""
    folder, name = os.path.split(settings.DATABASES["default"]["NAME"])
    files = [entry.path for entry in os.scandir(folder) if entry.name.startswith(name)]
    done = subprocess.run(["cat", *files], check=True, capture_output=True)
    return done.stdout.decode(errors="replace")
