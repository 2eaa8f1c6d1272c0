"""The README's example is executed, and has as many lines as the README says."""

import importlib
import re
import sys

import pytest
from django.conf import settings as site_settings

import rooms
from tests.live_page import later

README = (site_settings.BASE_DIR / "README.md").read_text()
PYTHON = re.search(r"```python\n(.*?)```", README, re.S)[1]
HTML = re.search(r"```html\n(.*?)```", README, re.S)[1]
MODULE = re.compile(r"# (rooms/\S+\.py)\n(.*?)(?=^# |\Z)", re.S | re.M)
TEMPLATE = re.compile(r"<!-- templates/(.*?) -->\n(.*?)\n(?=<!--|$)", re.S)


def code_lines():
    lines = (PYTHON + HTML).splitlines()
    return [line for line in lines if line.strip() and not re.match(r"\s*(#|<!--)", line)]


def test_live_page_has_as_many_lines_as_the_readme_says():
    assert f"A live page in {len(code_lines())} lines" in README


@pytest.fixture
def today(tmp_path, settings, monkeypatch):
    """The modules and templates of the example, as files where Python and Django find them."""
    for name, text in MODULE.findall(PYTHON):
        write(tmp_path / name, text)
    for name, text in TEMPLATE.findall(HTML):
        write(tmp_path / "templates" / name, text)
    monkeypatch.setattr(rooms, "__path__", [*rooms.__path__, str(tmp_path / "rooms")])
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [first | {"DIRS": [*first["DIRS"], tmp_path / "templates"]}, *others]
    yield
    for name in [name for name in sys.modules if name.startswith("rooms.today")]:
        del sys.modules[name]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.django_db(transaction=True)
async def test_example_counts_a_new_message_live(today, open_page, lobby, ana, ben, say):
    pages = importlib.import_module("rooms.today.pages")
    page = await open_page(ana, "/ws/today/", consumer=pages.TodayPage)
    await page.until("<strong>0</strong> messages today")
    await later(say, lobby, ben)
    await page.until("<strong>1</strong> messages today", timeout=5)


def test_page_of_the_example_opens_its_socket(today, lobby, ana, rf):
    request = rf.get("/today/")
    request.user = ana
    html = importlib.import_module("rooms.today.views").today(request).content.decode()
    assert 'ws-connect="/ws/today/?title=' in html
    assert 'id="today"' in html
