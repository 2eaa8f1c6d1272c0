import gc
import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.urls import clear_url_caches, reverse
from django.utils import translation

from e2e.server import ROOT
from rooms.markup import to_html
from site_config.server.warm_up import warm_up


def test_first_message_after_warm_up_compiles_no_pattern(monkeypatch):
    calls = set()

    def record(frame, event, argument):
        calls.add((Path(frame.f_code.co_filename).name, frame.f_code.co_name))

    monkeypatch.setattr(gc, "freeze", lambda: None)
    clear_url_caches()
    re.purge()
    warm_up()
    sys.setprofile(record)
    to_html("See https://example.org/ or example.org or ask@example.org, says @ana.")
    with translation.override(settings.LANGUAGES[-1][0]):
        reverse("home")
    sys.setprofile(None)
    assert ("html.py", "to_html") in calls
    assert not calls & {("_compiler.py", "compile"), ("resolvers.py", "_populate")}


LOADED = """
import sys
import site_config.asgi
from site_config.server.warm_up import warm_up
warm_up()
print({name.partition(".")[0] for name in sys.modules} & {"drf_spectacular", "psycopg"})
"""


def test_process_does_not_load_what_only_others_need():
    """What makes the API's description, and what PostgreSQL needs, on SQLite."""
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    environment["DJANGO_SETTINGS_MODULE"] = "site_config.settings"
    command = [sys.executable, "-W", "ignore", "-c", LOADED]
    assert subprocess.check_output(command, env=environment, cwd=ROOT, text=True) == "set()\n"
