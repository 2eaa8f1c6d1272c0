"""A browser's WebSocket handshake bypasses the HTTP server; any other request does not."""

import pytest

from site_config.server.upgrade import MAX_SIZE, handshake_query
from tests.server.client import connect

HANDSHAKE = (
    b"GET /ws/rooms/lobby/?past=1 HTTP/1.1\r\nHost: hearth.example\r\nConnection: keep-alive, "
    b"Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: sessionid=abc; theme=dark\r\n\r\n"
)


def test_plain_handshake_is_recognised_with_its_query():
    assert handshake_query(HANDSHAKE) == b"past=1"
    assert handshake_query(HANDSHAKE.replace(b"?past=1", b"")) == b""
    assert (
        handshake_query(HANDSHAKE.replace(b"Upgrade: websocket", b"UPGRADE: WebSocket"))
        == b"past=1"
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
        (b"theme=dark", b"theme=" + b"d" * MAX_SIZE),
        (b"\r\n\r\n", b"\r\n"),
        (b"\r\n\r\n", b"\r\n\r\nmore"),
        (b"\r\n", b"\n"),
    ],
)
def test_other_request_is_left_to_the_http_server(part, other):
    assert part in HANDSHAKE
    assert handshake_query(HANDSHAKE.replace(part, other)) is None


@pytest.mark.parametrize("packets", [1, 2, 5])
def test_handshake_in_several_packets_is_answered(server, packets):
    size = -(-len(HANDSHAKE) // packets)
    with connect(server.port) as connection:
        for start in range(0, len(HANDSHAKE), size):
            connection.sendall(HANDSHAKE[start : start + size])
        assert connection.recv(4096).startswith(b"HTTP/1.1 101")
