"""Other servers than ours serve the site as well."""

import json
import logging
import re
import subprocess
import sys

import pytest

from e2e.server import ROOT
from site_config.server.launch import launch
from tests.server.client import Page, connect, handshake, sign_in

APPLICATION = "site_config.asgi:application"
COMMANDS = {
    "daphne": ["-m", "daphne", "-b", "127.0.0.1", "-p", "{port}", APPLICATION],
    "uvicorn": ["-m", "uvicorn", "--lifespan", "off", "--port", "{port}", APPLICATION],
    "runserver": ["manage.py", "runserver", "--noreload", "{port}"],
}


@pytest.fixture(params=COMMANDS)
def plain_site(request, prepared_site, tmp_path, monkeypatch):
    """The site under a server that knows nothing of it."""
    site = prepared_site.copy_to(tmp_path / "data")
    command = [word.format(port=site.port) for word in COMMANDS[request.param]]
    monkeypatch.setattr("e2e.server.SERVE", [sys.executable, *command])
    site.start()
    yield site
    site.stop()
    assert not site.faults()


async def open_lobby(site, name):
    url = f"{site.url.replace('http', 'ws')}/ws/rooms/lobby/"
    return await Page.open(url, **sign_in(site.url, name))


async def close(*pages):
    for page in pages:
        page.transport.disconnect()
        await page.until_gone()


def post(page, words):
    page.say(json.dumps({"action": "post", "body": words}))


async def test_pages_get_every_message_in_its_order_from_any_server(plain_site):
    ana, ben = await open_lobby(plain_site, "ana"), await open_lobby(plain_site, "ben")
    for number in range(30):
        post(ben, f"Heard here, too, number {number}?")
    for page in (ana, ben):
        await page.until("number 29?</div>")
        heard = re.findall(r"number (\d+)\?</div>", "".join(page.texts))
        assert heard == [str(number) for number in range(30)]
    await close(ana, ben)


async def test_who_does_not_read_keeps_nobody_waiting_on_any_server(plain_site):
    deaf = connect(plain_site.port, receive_buffer=4096)
    deaf.sendall(handshake("/ws/rooms/lobby/", **sign_in(plain_site.url, "zoe")))
    assert deaf.recv(12) == b"HTTP/1.1 101"
    ana, ben = await open_lobby(plain_site, "ana"), await open_lobby(plain_site, "ben")
    for number in range(50):
        post(ben, f"number {number}? {'x' * 3_900}")
    await ana.until("number 49?")
    deaf.close()
    await close(ana, ben)


def test_a_daphne_that_differs_is_served_with_as_it_is(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "site_config.server.live_server", None)
    with caplog.at_level(logging.WARNING):
        assert not launch._is_fit_for_live()
    assert "slower way" in caplog.text


def test_what_the_faster_way_needs_is_looked_for_at_the_start():
    code = (
        "from autobahn.websocket.protocol import WebSocketProtocol as protocol;"
        "del protocol.sendCloseFrame; import site_config.server.live_server"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False
    )
    assert "ImportError: its WebSocket protocol lacks sendCloseFrame" in done.stderr
