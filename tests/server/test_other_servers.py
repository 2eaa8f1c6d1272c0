"""Other ASGI servers serve the site as well."""

import asyncio
import json
import re
import sys

import pytest
import websockets

from e2e.api.bots import make_bot
from tests.server.client import Page, connect, handshake_request, signed_in_headers

APPLICATION = "site_config.asgi:application"
COMMANDS = {
    "daphne": ["-m", "daphne", "-b", "127.0.0.1", "-p", "{port}", APPLICATION],
    "uvicorn": ["-m", "uvicorn", "--lifespan", "off", "--port", "{port}", APPLICATION],
    "runserver": ["manage.py", "runserver", "--noreload", "{port}"],
}


@pytest.fixture(params=COMMANDS, scope="module")
def other_site(request, prepared_site, tmp_path_factory):
    """The site, served by one of the servers above."""
    site = prepared_site.copy_to(tmp_path_factory.mktemp(request.param) / "data")
    command = [word.format(port=site.port) for word in COMMANDS[request.param]]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("e2e.server.SERVE", [sys.executable, *command])
        site.start()
    yield site
    site.stop()
    assert not site.faults()


async def open_lobby(site, username):
    url = f"{site.url.replace('http', 'ws')}/ws/rooms/lobby/"
    return await Page.open(url, **signed_in_headers(site.url, username))


def post(page, body):
    page.send(json.dumps({"action": "post", "body": body}))


async def test_members_get_every_message_in_order_from_any_server(other_site):
    ana, ben = await open_lobby(other_site, "ana"), await open_lobby(other_site, "ben")
    for number in range(30):
        post(ben, f"Heard here, too, number {number}?")
    for page in (ana, ben):
        await page.wait_for("number 29?</div>")
        received = re.findall(r"number (\d+)\?</div>", "".join(page.texts))
        assert received == [str(number) for number in range(30)]
    for page in (ana, ben):
        await page.disconnect()


async def test_member_who_does_not_read_delays_nobody_on_any_server(other_site):
    stalled = connect(other_site.port, receive_buffer=4096)
    headers = signed_in_headers(other_site.url, "zoe")
    stalled.sendall(handshake_request("/ws/rooms/lobby/", **headers))
    assert stalled.recv(12) == b"HTTP/1.1 101"
    ana, ben = await open_lobby(other_site, "ana"), await open_lobby(other_site, "ben")
    for number in range(50):
        post(ana, f"number {number}? {'x' * 3_900}")
    await ben.wait_for("number 49?", timeout=30)
    stalled.close()
    for page in (ana, ben):
        await page.disconnect()


async def test_program_has_its_socket_on_any_server(other_site):
    token = await asyncio.to_thread(make_bot, other_site, "echo")
    url = f"{other_site.url.replace('http', 'ws')}/ws/api/v1/"
    offered = ["hearth.v1", f"hearth.bearer.{token}"]
    async with websockets.connect(url, subprotocols=offered) as program:
        assert program.subprotocol == "hearth.v1"
        assert json.loads(await program.recv())["event"] == "open"
        await program.send(json.dumps({"id": 1, "action": "subscribe", "topic": "room.lobby"}))
        for number in range(30):
            call = {"id": number, "action": "post", "topic": "room.lobby", "body": str(number)}
            await program.send(json.dumps(call))
        bodies = []
        async with asyncio.timeout(10):
            while len(bodies) < 30:
                frame = json.loads(await program.recv())
                bodies += [each["message"]["body"] for each in frame.get("changes", ())]
    assert bodies == [str(number) for number in range(30)]
