"""Telling a page's handshake from other requests, without an HTTP server.

Daphne has Twisted read every request, then writes down again those that ask for a WebSocket,
for autobahn to read once more. One that is as browsers write it can go to autobahn as it came.
"""

import re

LARGEST = 8 * 1024
"Bytes of a handshake that is not looked at as a request of any kind."
REQUEST = re.compile(
    rb"GET (?P<path>/[!\"$-~]*) HTTP/1\.1\r\n"
    rb"(?P<headers>(?:[A-Za-z0-9-]+: ?[ -~]*\r\n)+)\r\n"
)
NAME = re.compile(rb"^([A-Za-z0-9-]+):", re.M)
UPGRADE = re.compile(rb"^upgrade: ?websocket\r$", re.M | re.I)
WITH_MORE = {b"content-length", b"transfer-encoding", b"expect"}
"Headers of requests that have more to them."


def asks_for_page(data):
    """The query string of a handshake that is whole and plain; None for anything else."""
    request = REQUEST.fullmatch(data) if len(data) <= LARGEST else None
    if request is None or not UPGRADE.search(request["headers"]):
        return None
    names = NAME.findall(request["headers"].lower())
    if len(set(names)) < len(names) or WITH_MORE.intersection(names):
        return None
    return request["path"].partition(b"?")[2]
