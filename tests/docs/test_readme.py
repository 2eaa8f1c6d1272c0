"""The example in the README is what it says: it runs, and it has that many lines."""

import re

import pytest
from django.conf import settings as site_settings

from tests.live_page import later

README = (site_settings.BASE_DIR / "README.md").read_text()
PYTHON = re.search(r"```python\n(.*?)```", README, re.S)[1]
IMPORTS = """
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from rooms.site.pages import SitePage
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import replace_inside
from rooms.models import Message
from rooms.site.sidebar import sidebar_for
"""
HTML = re.search(r"```html\n(.*?)```", README, re.S)[1]


def code_lines():
    lines = (PYTHON + HTML).splitlines()
    return [line for line in lines if line.strip() and not re.match(r"\s*(#|<!--)", line)]


def test_a_live_page_has_as_many_lines_as_we_say():
    assert f"A live page in {len(code_lines())} lines" in README


@pytest.fixture
def today(tmp_path, settings):
    """The names that the example defines, with its templates where they are looked for."""
    (tmp_path / "rooms").mkdir()
    for name, text in re.findall(r"<!-- templates/(.*?) -->\n(.*?)\n(?=<!--|$)", HTML, re.S):
        (tmp_path / name).write_text(text)
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [first | {"DIRS": [*first["DIRS"], tmp_path]}, *others]
    example = {}
    exec(IMPORTS + PYTHON, example)
    return example


@pytest.mark.django_db(transaction=True)
async def test_the_example_is_a_live_page(today, open_page, lobby, ana, ben, say):
    page = await open_page(ana, "/ws/today/", consumer=today["TodayPage"])
    await page.until("<strong>0</strong> messages today")
    await later(say, lobby, ben)
    await page.until("<strong>1</strong> messages today", timeout=5)


def test_its_page_opens_its_socket(today, lobby, ana, rf):
    request = rf.get("/today/")
    request.user = ana
    html = today["today"](request).content.decode()
    assert 'ws-connect="/ws/today/"' in html
    assert 'id="today"' in html
