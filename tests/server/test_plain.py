"""Another server than ours serves the site as well."""

import logging
import subprocess
import sys

import pytest

from e2e.server import ROOT
from site_config import server
from tests.server.client import Page, sign_in


@pytest.fixture
def plain_site(prepared_site, tmp_path, monkeypatch):
    """The site under the plain `daphne` command."""
    site = prepared_site.copy_to(tmp_path / "data")
    daphne = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(site.port)]
    monkeypatch.setattr("e2e.server.SERVE", [*daphne, "site_config.asgi:application"])
    site.start()
    yield site
    site.stop()
    assert not site.faults()


async def test_a_page_gets_pushes_from_plain_daphne(plain_site):
    url = f"{plain_site.url.replace('http', 'ws')}/ws/rooms/lobby/"
    ana = await Page.open(url, **sign_in(plain_site.url, "ana"))
    ben = await Page.open(url, **sign_in(plain_site.url, "ben"))
    ben.say('{"action": "post", "body": "Heard here, too?"}')
    await ana.until("Heard here, too?")
    for page in (ana, ben):
        page.transport.disconnect()
        await page.until_gone()


def test_a_daphne_that_differs_is_served_with_as_it_is(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "site_config.live_server", None)
    with caplog.at_level(logging.WARNING):
        assert not server._is_fit_for_live()
    assert "slower way" in caplog.text


def test_what_the_faster_way_needs_is_looked_for_at_the_start():
    code = (
        "from autobahn.websocket.protocol import WebSocketProtocol as protocol;"
        "del protocol.sendCloseFrame; import site_config.live_server"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False
    )
    assert "ImportError: its WebSocket protocol lacks sendCloseFrame" in done.stderr
