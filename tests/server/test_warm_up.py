import gc
import re
import sys
from pathlib import Path

from django.conf import settings
from django.urls import clear_url_caches, reverse
from django.utils import translation

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
