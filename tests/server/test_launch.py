import asyncio
import gc
import re
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.urls import clear_url_caches, reverse
from django.utils import translation

from rooms.chat.rendering import text_to_html
from site_config.server.launch import launch


async def test_what_the_server_accepts_sends_small_writes_at_once():
    accepted = asyncio.get_running_loop().create_future()

    class Door(asyncio.Protocol):
        def connection_made(self, transport):
            accepted.set_result(transport.get_extra_info("socket"))

    listening = launch._socket("127.0.0.1")
    listening.bind(("127.0.0.1", 0))
    async with await asyncio.get_running_loop().create_server(Door, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        assert (await accepted).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        writer.close()


def test_a_warm_server_prepares_nothing_for_its_first_message(monkeypatch):
    calls = set()

    def note(frame, event, argument):
        calls.add((Path(frame.f_code.co_filename).name, frame.f_code.co_name))

    monkeypatch.setattr(gc, "freeze", lambda: None)
    clear_url_caches()
    re.purge()
    launch._warm_up()
    sys.setprofile(note)
    text_to_html("See https://example.org/ or example.org or ask@example.org, says @ana.")
    with translation.override(settings.LANGUAGES[-1][0]):
        reverse("home")
    sys.setprofile(None)
    assert ("rendering.py", "text_to_html") in calls
    assert not calls & {("_compiler.py", "compile"), ("resolvers.py", "_populate")}
