from typing import Any

from rooms.live.delivery.frames import framed
from rooms.live.metrics import metrics

MAX_BUFFERED = 256 * 1024
"""Bytes that the socket of one slow page may leave unsent when the next frame comes, or it is
closed. The longest of the frames that are on their way does not count: it may be larger."""


class DirectSender:
    """Sends to one page through a server that accepts framed text (see `WRITER`).

    Every page gets the same bytes, and the server reports how many are still unsent.
    """

    __slots__ = ("longest", "writer")
    reports_backlog = True

    def __init__(self, writer: Any):
        self.writer, self.longest = writer, 0

    def put(self, text: str) -> bool:
        """Send the text; False if too much was unsent before it."""
        frame, size = framed(text)
        metrics["frames"] += 1
        metrics["bytes"] += size
        return self.keeps_up(self.writer.write(frame), len(frame))

    def keeps_up(self, unsent: int, size: int) -> bool:
        """Whether the page reads well enough, after a frame of that size left so much unsent."""
        is_first_on_its_way = unsent <= size
        self.longest = size if is_first_on_its_way else max(self.longest, size)
        return unsent <= MAX_BUFFERED + self.longest

    @property
    def is_gone(self) -> bool:
        """Whether the page has left."""
        return self.writer.is_gone

    def charge(self, frames: float) -> None:
        """Count what the page sent as so many frames more or, if negative, fewer."""
        self.writer.charge(frames)

    def close(self, code: int) -> None:
        """Close the socket after what was sent."""
        self.writer.close(code)

    def abort(self) -> None:
        """End the connection at once and discard what is unsent."""
        self.writer.abort()

    def drop(self) -> None:
        """The page is gone; nothing is kept here."""
