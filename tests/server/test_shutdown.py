"""A signal stops the server: requests are answered, and pages close at different moments."""

import asyncio
import http.client
import signal
import threading

import pytest

from tests.server.client import Page, connect, signed_in_headers

SOON = 4
"Seconds; unfinished work is cut off after nine."


class SlowRequest(threading.Thread):
    """A client that waits for an answer which takes a second."""

    def __init__(self, port):
        super().__init__()
        self.client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.client.request("GET", "/slow")
        self.start()

    def run(self):
        response = self.client.getresponse()
        self.status, _ = response.status, response.read()
        self.is_closed = self.client.sock.recv(1) == b""


def test_running_request_is_answered_and_idle_connection_is_closed(server):
    idle = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    idle.request("GET", "/")
    idle.getresponse().read()
    running = SlowRequest(server.port)
    server.process.terminate()
    assert idle.sock.recv(1) == b""
    running.join()
    assert (running.status, running.is_closed) == (200, True)
    assert server.process.wait(SOON) == 0


def test_new_connection_is_refused_during_shutdown(server):
    running = SlowRequest(server.port)
    with connect(server.port) as idle:
        server.process.terminate()
        assert idle.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        connect(server.port)
    running.join()
    assert server.process.wait(SOON) == 0


def test_idle_server_stops_at_once(server):
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(SOON) == 0


def test_second_signal_ends_the_process_at_once(killed_server):
    port, process = killed_server.port, killed_server.process
    with connect(port) as running, connect(port) as idle:
        running.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        process.terminate()
        assert idle.recv(1) == b""
        process.terminate()
        assert process.wait(SOON) == -signal.SIGTERM


async def test_pages_close_one_after_another_with_a_code_that_makes_them_reconnect(server):
    url = f"ws://127.0.0.1:{server.port}/"
    pages = [await Page.open(url) for _ in range(60)]
    loop = asyncio.get_running_loop()
    start, times = loop.time(), []

    async def record(page):
        await page.wait_closed()
        times.append(loop.time() - start)

    server.process.terminate()
    await asyncio.gather(*(record(page) for page in pages))
    assert {page.close_code for page in pages} == {1012}
    assert max(times) - min(times) > 0.2
    assert await asyncio.to_thread(server.process.wait, SOON) == 0


async def test_page_that_ignores_the_close_frame_does_not_delay_the_shutdown(server):
    page = await Page.open(f"ws://127.0.0.1:{server.port}/")
    page.on_ws_frame = None
    page.transport.underlying_transport.pause_reading()
    server.process.terminate()
    assert await asyncio.to_thread(server.process.wait, SOON) == 0


async def test_person_with_an_open_page_stays_present_over_a_restart(site):
    url = f"{site.url.replace('http', 'ws')}/ws/rooms/lobby/"
    page = await Page.open(url, **signed_in_headers(site.url, "ana"))
    await page.wait_for('id="beat"')
    site.process.terminate()
    await page.wait_closed()
    assert page.close_code == 1012
    assert await asyncio.to_thread(site.process.wait, SOON) == 0
    site.shell(
        "from datetime import timedelta; from django.utils import timezone;"
        "from rooms.models.connection import TTL, CLOSED_TTL;"
        "seen_at = Connection.objects.get().seen_at; now = timezone.now();"
        "assert seen_at + TTL > now + CLOSED_TTL - timedelta(seconds=1), seen_at;"
        "assert seen_at < now - timedelta(seconds=15), seen_at"
    )
