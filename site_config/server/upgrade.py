"""Recognises the handshake of a WebSocket without an HTTP server.

Daphne lets Twisted parse every request, then writes those that ask for a WebSocket out again
for autobahn to parse. A handshake as browsers write it can go to autobahn unchanged.
"""

import re

MAX_SIZE = 8 * 1024
"Bytes; a longer request is left to the HTTP server."
REQUEST = re.compile(
    rb"GET (?P<path>/[!\"$-~]*) HTTP/1\.1\r\n"
    rb"(?P<headers>(?:[A-Za-z0-9-]+: ?[ -~]*\r\n)+)\r\n"
)
HEADER_NAME = re.compile(rb"^([A-Za-z0-9-]+):", re.M)
UPGRADE = re.compile(rb"^upgrade: ?websocket\r$", re.M | re.I)
BODY_HEADERS = {b"content-length", b"transfer-encoding", b"expect"}
"Headers of requests that have a body."


def handshake_query(data: bytes) -> bytes | None:
    """The query string of a complete, plain WebSocket handshake; None for anything else."""
    request = REQUEST.fullmatch(data) if len(data) <= MAX_SIZE else None
    if request is None or not UPGRADE.search(request["headers"]):
        return None
    names = HEADER_NAME.findall(request["headers"].lower())
    if len(set(names)) < len(names) or BODY_HEADERS.intersection(names):
        return None
    return request["path"].partition(b"?")[2]
