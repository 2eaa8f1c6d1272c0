"""What comes and goes through the server arrives whole, whatever the other side does."""

import contextlib
import http.client
import socket
import statistics
import struct
import time
import zlib

import pytest

from rooms.live.delivery.frames import framed
from tests.server.client import Page, connect, handshake, unframed
from tests.server.odd import BIG, CHUNK, counted

NAGLE = 0.03
"Seconds; a text that waits for the answer to the one before comes 0.04 later."
WHOLE_BIG = zlib.crc32(CHUNK * (BIG // len(CHUNK)))


@pytest.fixture
def client(odd):
    client = http.client.HTTPConnection("127.0.0.1", odd.port, timeout=10)
    yield client
    client.close()


def ask(client, method="GET", path="/", body=None, **headers):
    client.request(method, path, body, headers)
    response = client.getresponse()
    return response, response.read()


def read_all(connection):
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def test_a_large_answer_arrives_whole_also_when_it_is_read_slowly(odd, client):
    response, body = ask(client, path="/big")
    assert (len(body), zlib.crc32(body)) == (BIG, WHOLE_BIG)
    with connect(odd.port, receive_buffer=4096) as slow:
        slow.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        body = read_all(slow).partition(b"\r\n\r\n")[2]
    assert (len(body), zlib.crc32(body)) == (BIG, WHOLE_BIG)
    assert response.getheader("server") == "hearth"


def test_a_large_body_arrives_whole(client):
    body = bytes(range(256)) * 40_000
    _, answer = ask(client, "POST", body=body)
    assert answer.decode() == f"{len(body)} {zlib.crc32(body)}"


def test_a_connection_is_used_again_until_somebody_says_close(client):
    ask(client)
    first = client.sock
    response, _ = ask(client, "POST", body=b"more")
    assert client.sock is first
    assert response.status == 200
    response, body = ask(client, "HEAD", "/big")
    assert (response.getheader("content-length"), body) == (str(BIG), b"")
    assert client.sock is first
    ask(client, Connection="close")
    assert client.sock is None


def test_requests_that_do_not_wait_for_answers_are_answered_in_order(odd):
    one = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
    last = one.replace(b"Host", b"Connection: close\r\nHost")
    bodies = [b"a" * length for length in range(1, 40)]
    with connect(odd.port) as eager:
        eager.sendall(b"".join(one % (len(body), body) for body in bodies) + last % (0, b""))
        answers = read_all(eager)
    lengths = [int(part.split()[0]) for part in answers.split(b"\r\n\r\n")[1:]]
    assert lengths == [*range(1, 40), 0]


def test_an_answer_of_unknown_length_is_chunked(client):
    response, body = ask(client, "POST", "/endless", body=b"abc")
    assert response.getheader("transfer-encoding") == "chunked"
    assert body.decode() == f"3 {zlib.crc32(b'abc')}"


def test_who_hangs_up_in_the_middle_harms_nobody(odd, client):
    halves = [b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", b"POST / HTTP/1.1\r\n", handshake("/")]
    for half in halves:
        for hang_up in (close, half_close, reset):
            connection = connect(odd.port)
            connection.sendall(half)
            hang_up(connection)
    with connect(odd.port, receive_buffer=4096) as reading:
        reading.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        reading.recv(10)
    response, _ = ask(client, path="/slow")
    assert response.status == 200


def close(connection):
    connection.close()


def half_close(connection):
    connection.shutdown(socket.SHUT_WR)
    read_all(connection)
    connection.close()


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.mark.parametrize("size", [1, 125, 126, 65_535, 65_536, 200_000])
async def test_framed_text_of_every_size_arrives(odd, size):
    page = await Page.open(f"ws://127.0.0.1:{odd.port}/")
    text = ("é" + "x" * size)[:size]
    page.say(text)
    await page.until(text)
    assert page.texts == [text]
    page.transport.disconnect()
    await page.until_gone()


async def test_a_short_text_does_not_wait_for_the_one_before(odd):
    page = await Page.open(f"ws://127.0.0.1:{odd.port}/")
    seconds = []
    for number in range(20):
        begin = time.monotonic()
        page.say(f"a{number}")
        page.say(f"b{number}")
        await page.until(f"b{number}")
        seconds.append(time.monotonic() - begin)
    assert statistics.median(seconds) < NAGLE
    page.transport.disconnect()
    await page.until_gone()


async def test_who_never_reads_is_cut_off_and_the_others_get_everything(odd):
    deaf = connect(odd.port, receive_buffer=4096)
    deaf.sendall(handshake("/"))
    assert deaf.recv(64).startswith(b"HTTP/1.1 101")
    page = await Page.open(f"ws://127.0.0.1:{odd.port}/")
    page.say("flood")
    await page.until("over", timeout=30)
    assert len(page.texts) > 4
    assert {len(text) for text in page.texts} == {65_536, len("over")}
    with pytest.raises(ConnectionError):
        read_all(deaf)
    page.transport.disconnect()
    await page.until_gone()


async def test_who_reads_late_gets_all_that_was_sent_to_the_crowd_in_its_order(odd):
    late = connect(odd.port, receive_buffer=4096)
    late.sendall(handshake("/"))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += late.recv(1)
    page = await Page.open(f"ws://127.0.0.1:{odd.port}/")
    page.say("count")
    await page.until("over", timeout=30)
    assert page.texts == [*map(counted, range(len(page.texts) - 1)), "over"]
    with late:
        sent = read_exactly(late, sum(len(framed(text)[0]) for text in page.texts))
        assert list(unframed(sent)) == page.texts
        page.say("all of you")
        assert list(unframed(read_exactly(late, len(framed("all of you")[0])))) == ["all of you"]
    page.transport.disconnect()
    await page.until_gone()


async def test_who_is_told_to_leave_hears_nothing_more_of_what_the_others_are_told(odd):
    leaving, staying = [await Page.open(f"ws://127.0.0.1:{odd.port}/") for _ in range(2)]
    leaving.say("all are here")
    for page in (leaving, staying):
        await page.until("all are here")
    leaving.say("leave")
    await staying.until("all who stay")
    await leaving.until_gone()
    assert (leaving.code, leaving.texts) == (4000, ["all are here"])
    staying.say("all again")
    await staying.until("all again")
    staying.transport.disconnect()
    await staying.until_gone()


def read_exactly(connection, size):
    data = b""
    while len(data) < size and (part := connection.recv(size - len(data))):
        data += part
    return data


def test_who_sends_faster_than_it_is_heard_has_to_wait_and_loses_nothing(odd):
    text = b"x" * 65_000
    many, nap = masked(text), masked(b"nap")
    with connect(odd.port) as hasty:
        hasty.sendall(handshake("/"))
        assert hasty.recv(1024).startswith(b"HTTP/1.1 101")
        hasty.sendall(nap)
        hasty.setblocking(False)
        sent = send_all_it_takes(hasty, many * 1_000)
        hasty.setblocking(True)
        assert sent < 20_000_000
        hasty.sendall(many[sent % len(many) :])
        expected, heard = (sent // len(many) + 1) * (len(text) + 4), 0
        while heard < expected:
            heard += len(hasty.recv(1_000_000))


def send_all_it_takes(connection, data):
    """Send until half a second has brought no progress; return how much went."""
    sent, end = 0, time.monotonic() + 0.5
    while time.monotonic() < end:
        with contextlib.suppress(BlockingIOError):
            sent += connection.send(data[sent : sent + 1_000_000])
            end = time.monotonic() + 0.5
        time.sleep(0.001)
    return sent


def masked(payload):
    """A client's text frame, with a mask of zeros."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return b"\x81" + length + bytes(4) + payload
