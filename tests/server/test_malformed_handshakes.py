"""Malformed handshakes are refused, and leave nothing in the log."""

import socket

import pytest

HANDSHAKE = """GET / HTTP/1.1
Host: 127.0.0.1
Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
"""


def ask(port, text):
    """The first line of the answer; "" if the server only closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(text.replace("\n", "\r\n").encode() + b"\r\n")
        answer = client.recv(4096)
        return answer.partition(b"\r\n")[0].decode()


def without(name):
    return "".join(line for line in HANDSHAKE.splitlines(True) if not line.startswith(name))


@pytest.mark.parametrize(
    "text",
    [
        without("Sec-WebSocket-Key"),
        without("Sec-WebSocket-Version"),
        without("Host"),
        without("Connection"),
        HANDSHAKE.replace("dGhlIHNhbXBsZSBub25jZQ==", "short"),
        HANDSHAKE.replace("Version: 13", "Version: x"),
        HANDSHAKE.replace("Version: 13", "Version: 99"),
        HANDSHAKE + "Sec-WebSocket-Protocol: a, a\n",
        HANDSHAKE + "Origin: not an origin\n",
    ],
)
def test_malformed_handshake_is_refused_and_leaves_no_traceback(server, text):
    status = ask(server.port, text)
    assert not status or status.split()[1].startswith(("4", "5")), status
    assert server.log.read_text() == ""


def test_complete_handshake_is_accepted(server):
    assert ask(server.port, HANDSHAKE) == "HTTP/1.1 101 Switching Protocols"
