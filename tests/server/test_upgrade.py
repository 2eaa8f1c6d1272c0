"""A handshake as browsers write it skips the HTTP server; anything else is left to it."""

import asyncio

import pytest

from site_config.server import transport
from site_config.server.upgrade import LARGEST, asks_for_page
from tests.server.client import connect

HANDSHAKE = (
    b"GET /ws/rooms/lobby/?past=1 HTTP/1.1\r\nHost: hearth.example\r\nConnection: keep-alive, "
    b"Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: sessionid=abc; theme=dark\r\n\r\n"
)


def test_a_plain_handshake_is_known_with_its_query():
    assert asks_for_page(HANDSHAKE) == b"past=1"
    assert asks_for_page(HANDSHAKE.replace(b"?past=1", b"")) == b""
    assert (
        asks_for_page(HANDSHAKE.replace(b"Upgrade: websocket", b"UPGRADE: WebSocket")) == b"past=1"
    )


@pytest.mark.parametrize(
    ("part", "other"),
    [
        (b"Upgrade: websocket\r\n", b""),
        (b"Upgrade: websocket", b"Upgrade: h2c"),
        (b"GET", b"POST"),
        (b"HTTP/1.1", b"HTTP/1.0"),
        (b"/ws", b"/w\xc3\xa9"),
        (b"/ws", b"/#ws"),
        (b" /ws", b" http://evil.example/ws"),
        (b"theme=dark", b"theme=d\xc3\xa4rk"),
        (b"theme=dark", b"theme=d\x00rk"),
        (b"theme=dark", b"theme=\n dark"),
        (b"Cookie: ", b"Cookie : "),
        (b"Cookie: ", b"Under_Score: "),
        (b"Cookie: ", b"Host: "),
        (b"Cookie: ", b"cookie: a=b\r\nCookie: "),
        (b"Cookie: ", b"Content-Length: 3\r\nCookie: "),
        (b"Cookie: ", b"Transfer-Encoding: chunked\r\nCookie: "),
        (b"theme=dark", b"theme=" + b"d" * LARGEST),
        (b"\r\n\r\n", b"\r\n"),
        (b"\r\n\r\n", b"\r\n\r\nmore"),
        (b"\r\n", b"\n"),
    ],
)
def test_anything_else_is_left_to_the_http_server(part, other):
    assert part in HANDSHAKE
    assert asks_for_page(HANDSHAKE.replace(part, other)) is None


@pytest.mark.parametrize("pieces", [1, 2, 5])
def test_a_handshake_is_answered_in_however_many_pieces_it_comes(odd, pieces):
    size = -(-len(HANDSHAKE) // pieces)
    with connect(odd.port) as page:
        for begin in range(0, len(HANDSHAKE), size):
            page.sendall(HANDSHAKE[begin : begin + size])
        assert page.recv(4096).startswith(b"HTTP/1.1 101")


async def test_who_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(transport, "SILENCE", 0.05)
    connected = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: transport.Transport(None, connected), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.read(), 3)
    assert not connected
    writer.close()
    server.close()
