"""WebSocket texts arrive complete and in order, whatever the client does."""

import contextlib
import statistics
import time

import pytest

from rooms.live.delivery.frames import framed
from tests.server.client import (
    Page,
    connect,
    handshake_request,
    masked,
    read_all,
    read_exactly,
    unframed,
)
from tests.server.edge_case_app import counted

NAGLE = 0.03
"Seconds; with Nagle's algorithm a text waits 0.04 s for the previous one to be acknowledged."


@pytest.fixture
def open_page(server):
    async def open_it():
        return await Page.open(f"ws://127.0.0.1:{server.port}/")

    return open_it


@pytest.mark.parametrize("size", [1, 125, 126, 65_535, 65_536, 200_000])
async def test_text_of_every_frame_size_arrives(open_page, size):
    page = await open_page()
    text = ("é" + "x" * size)[:size]
    page.send(text)
    await page.wait_for(text)
    assert page.texts == [text]
    await page.disconnect()


async def test_short_text_does_not_wait_for_the_previous_one(open_page):
    page = await open_page()
    seconds = []
    for number in range(20):
        start = time.monotonic()
        page.send(f"a{number}")
        page.send(f"b{number}")
        await page.wait_for(f"b{number}")
        seconds.append(time.monotonic() - start)
    assert statistics.median(seconds) < NAGLE
    await page.disconnect()


async def test_page_that_never_reads_is_cut_off_and_the_others_get_everything(server, open_page):
    stalled = connect(server.port, receive_buffer=4096)
    stalled.sendall(handshake_request("/"))
    assert stalled.recv(64).startswith(b"HTTP/1.1 101")
    page = await open_page()
    page.send("flood")
    await page.wait_for("over", timeout=30)
    assert 4 < len(page.texts) < 16  # the kernel keeps little of what the application has sent
    assert {len(text) for text in page.texts} == {65_536, len("over")}
    with pytest.raises(ConnectionError):
        read_all(stalled)
    await page.disconnect()


async def test_slow_page_gets_every_broadcast_in_order(server, open_page):
    slow = connect(server.port, receive_buffer=4096)
    slow.sendall(handshake_request("/"))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += slow.recv(1)
    page = await open_page()
    page.send("count")
    await page.wait_for("over", timeout=30)
    assert page.texts == [*map(counted, range(len(page.texts) - 1)), "over"]
    with slow:
        sent = read_exactly(slow, sum(len(framed(text)[0]) for text in page.texts))
        assert list(unframed(sent)) == page.texts
        page.send("all of you")
        assert list(unframed(read_exactly(slow, len(framed("all of you")[0])))) == ["all of you"]
    await page.disconnect()


async def test_page_that_is_closed_gets_no_more_broadcasts(open_page):
    leaving, staying = [await open_page() for _ in range(2)]
    leaving.send("all are here")
    for page in (leaving, staying):
        await page.wait_for("all are here")
    leaving.send("leave")
    await staying.wait_for("all who stay")
    await leaving.wait_closed()
    assert (leaving.close_code, leaving.texts) == (4000, ["all are here"])
    staying.send("all again")
    await staying.wait_for("all again")
    await staying.disconnect()


def test_client_that_sends_faster_than_the_application_reads_has_to_wait_and_loses_nothing(server):
    text = b"x" * 65_000
    frame = masked(text)
    with connect(server.port) as fast:
        fast.sendall(handshake_request("/"))
        assert fast.recv(1024).startswith(b"HTTP/1.1 101")
        fast.sendall(masked(b"sleep"))
        fast.setblocking(False)
        sent = send_until_blocked(fast, frame * 1_000)
        fast.setblocking(True)
        assert sent < 20_000_000
        fast.sendall(frame[sent % len(frame) :])
        expected, received = (sent // len(frame) + 1) * (len(text) + 4), 0
        while received < expected:
            received += len(fast.recv(1_000_000))


def send_until_blocked(connection, data):
    """Send until nothing was accepted for half a second; return the number of bytes sent."""
    sent, end = 0, time.monotonic() + 0.5
    while time.monotonic() < end:
        with contextlib.suppress(BlockingIOError):
            sent += connection.send(data[sent : sent + 1_000_000])
            end = time.monotonic() + 0.5
        time.sleep(0.001)
    return sent
