"""The server is told to stop: what is under way is finished, pages come back spread out."""

import asyncio
import http.client
import signal
import threading

import pytest

from tests.server.client import Page, connect, sign_in

SOON = 4
"Seconds; what is still under way is cut after nine."


class Asking(threading.Thread):
    """Someone who asked for what takes a second, and waits for the answer."""

    def __init__(self, port):
        super().__init__()
        self.client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.client.request("GET", "/slow")
        self.start()

    def run(self):
        response = self.client.getresponse()
        self.status, _ = response.status, response.read()
        self.is_closed = self.client.sock.recv(1) == b""


def test_a_request_in_flight_is_answered_and_idle_connections_are_closed(odd):
    idle = http.client.HTTPConnection("127.0.0.1", odd.port, timeout=10)
    idle.request("GET", "/")
    idle.getresponse().read()
    asking = Asking(odd.port)
    odd.process.terminate()
    assert idle.sock.recv(1) == b""
    asking.join()
    assert (asking.status, asking.is_closed) == (200, True)
    assert odd.process.wait(SOON) == 0


def test_nobody_new_is_let_in_meanwhile(odd):
    asking = Asking(odd.port)
    with connect(odd.port) as idle:
        odd.process.terminate()
        assert idle.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        connect(odd.port)
    asking.join()
    assert odd.process.wait(SOON) == 0


def test_with_nothing_under_way_it_ends_at_once(odd):
    odd.process.send_signal(signal.SIGINT)
    assert odd.process.wait(SOON) == 0


def test_a_second_signal_does_not_wait_for_anything(odd_that_is_killed):
    odd = odd_that_is_killed
    with connect(odd.port) as asking, connect(odd.port) as idle:
        asking.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        odd.process.terminate()
        assert idle.recv(1) == b""
        odd.process.terminate()
        assert odd.process.wait(SOON) == -signal.SIGTERM


async def test_sockets_are_closed_with_a_code_that_brings_pages_back_one_after_another(odd):
    url = f"ws://127.0.0.1:{odd.port}/"
    pages = [await Page.open(url) for _ in range(60)]
    loop = asyncio.get_running_loop()
    begin, times = loop.time(), []

    async def note(page):
        await page.until_gone()
        times.append(loop.time() - begin)

    odd.process.terminate()
    await asyncio.gather(*(note(page) for page in pages))
    assert {page.code for page in pages} == {1012}
    assert max(times) - min(times) > 0.2
    assert await asyncio.to_thread(odd.process.wait, SOON) == 0


async def test_a_page_that_does_not_answer_the_close_does_not_hold_the_server(odd):
    page = await Page.open(f"ws://127.0.0.1:{odd.port}/")
    page.on_ws_frame = None
    page.transport.underlying_transport.pause_reading()
    odd.process.terminate()
    assert await asyncio.to_thread(odd.process.wait, SOON) == 0


async def test_whoever_had_a_page_open_is_expected_back(site):
    page = await Page.open(
        f"{site.url.replace('http', 'ws')}/ws/rooms/lobby/", **sign_in(site.url, "ana")
    )
    await page.until('id="beat"')
    site.process.terminate()
    await page.until_gone()
    assert page.code == 1012
    assert await asyncio.to_thread(site.process.wait, SOON) == 0
    site.shell(
        "from datetime import timedelta; from django.utils import timezone;"
        "from rooms.models.connection import LIVES, LINGERS;"
        "row = Connection.objects.get(); now = timezone.now();"
        "assert row.seen_at + LIVES > now + LINGERS - timedelta(seconds=1), row.seen_at;"
        "assert row.seen_at < now - timedelta(seconds=15), row.seen_at"
    )
