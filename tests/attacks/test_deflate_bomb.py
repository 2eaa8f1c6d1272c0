"""Nothing that a client sends is ever inflated: a small request stays small."""

import gzip
import zlib
from contextlib import suppress

from tests.attacks.visitor import Visitor
from tests.server.client import connect, handshake_request, masked, read_all

BOMB = bytes(50_000_000)
OFFER = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
COMPRESSED = 0x40
"The bit of a frame that says that it is compressed."


def test_socket_that_offers_compression_gets_none_and_may_send_none(site):
    headers = Visitor.signed_in(site, "ana").socket_headers
    with connect(site.port) as connection:
        connection.sendall(handshake_request("/ws/rooms/lobby/", **headers, **OFFER))
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(1)
        assert answer.startswith(b"HTTP/1.1 101")
        assert b"deflate" not in answer.lower()
        frame = bytearray(masked(zlib.compress(BOMB)[2:-4]))
        frame[0] |= COMPRESSED
        connection.sendall(frame)
        with suppress(ConnectionResetError):
            read_all(connection)  # until the server closes it, or a timeout fails the test
    assert not site.faults()


def test_compressed_body_is_not_inflated(site):
    body = gzip.compress(b"username=ana&password=" + BOMB)
    lines = [
        "POST /accounts/login/ HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Encoding: gzip",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    with connect(site.port) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        assert read_all(connection).split()[1] in (b"400", b"403")
