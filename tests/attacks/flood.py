"""Clients that send as fast as they can, each in a thread of its own."""

import select
import threading
import time

from tests.server.client import connect, handshake_request, masked

EMPTY_FRAGMENT = b"\x00\x80" + bytes(4)
KINDS = {
    "pings": b"\x89\x80" + bytes(4),
    "beats": masked(b'{"action": "beat", "n": 1}'),
    "resumes": masked(b'{"action": "resume", "cursor": ""}'),
    "typing": masked(b'{"action": "typing"}'),
    "unknown actions": masked(b'{"action": "nonsense"}'),
    "malformed frames": masked(b"{"),
    "empty frames": masked(b""),
    "fragments": EMPTY_FRAGMENT,
}
"The frame that each kind of flood repeats."
TRY_AGAIN_LATER = b"\x88\x02\x03\xf5"
"The server's close frame with the code 1013."


class Flood(threading.Thread):
    """Opens the socket of a page and pours one frame again and again until it is closed."""

    def __init__(self, port, frame, headers, path="/ws/rooms/lobby/"):
        super().__init__(daemon=True)
        self.port, self.frame, self.headers, self.path = port, frame, headers, path
        self.is_over, self.sent, self.received = threading.Event(), 0, b""

    def run(self):
        with connect(self.port) as self.socket:
            self.socket.sendall(handshake_request(self.path, **self.headers))
            while b"\r\n\r\n" not in self.received:
                self.received += self.socket.recv(1)
            if self.frame == EMPTY_FRAGMENT:
                self.socket.sendall(b"\x01\x80" + bytes(4))
            self.began = time.monotonic()
            try:
                self._pour(self.frame * 1_000)
            except OSError:
                return

    def _pour(self, data):
        self.socket.setblocking(False)
        rest = data
        while not self.is_over.is_set():
            readable, writable, _ = select.select([self.socket], [self.socket], [], 0.2)
            if readable:
                part = self.socket.recv(65_536)
                self.received = self.received[-1_000:] + part
                if not part or TRY_AGAIN_LATER in self.received:
                    return
            if writable:
                rest = rest[self.socket.send(rest) :] or data
