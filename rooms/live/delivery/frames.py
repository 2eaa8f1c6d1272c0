from functools import lru_cache

from rooms.live.metrics import meter

UNTAKEN = 256 * 1024
"Bytes that may wait for the socket of one slow page before it is closed."


class Wire:
    """An outbox without a queue, where the server takes framed text as it is.

    Every page gets the same bytes, and the server says how many wait for the socket.
    """

    __slots__ = ("writer",)
    knows_what_waits = True

    def __init__(self, writer):
        self.writer = writer

    def put(self, text):
        """Send the text; False if too much is waiting already."""
        frame, size = framed(text)
        meter["frames"] += 1
        meter["bytes"] += size
        return self.writer.write(frame) <= UNTAKEN

    def close(self, code):
        """Close the socket after what was sent."""
        self.writer.close(code)

    def abort(self):
        """End the connection at once, with all that waits."""
        self.writer.abort()

    def drop(self):
        """The page is gone, and nothing is kept here."""


@lru_cache(maxsize=16)
def framed(text):
    """The text as a WebSocket frame, and its size without the frame, in bytes."""
    meter["framings"] += 1
    payload = text.encode()
    size = len(payload)
    if size < 126:
        head = bytes((TEXT, size))
    elif size < 1 << 16:
        head = bytes((TEXT, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((TEXT, 127)) + size.to_bytes(8, "big")
    return head + payload, size


TEXT = 0x81
"The first byte of a frame that is a whole text message (RFC 6455, 5.2)."
