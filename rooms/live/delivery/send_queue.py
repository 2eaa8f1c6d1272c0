import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from rooms.live.metrics import metrics

logger = logging.getLogger(__name__)

LIMIT = 2 * 1024 * 1024
"Characters that may be queued for one slow page before it is closed."


class SendQueue:
    """Sends to one page through any ASGI server: a queue, and a task that empties it.

    `put` never waits. Texts that are queued while the server blocks travel as one message, unless
    `joins` is false.
    """

    reports_backlog = is_gone = False

    def __init__(self, send: Callable[[dict], Awaitable], joins: bool = True):
        self._send, self._joins = send, joins
        self._texts = deque()
        self._code = None
        self._task = None
        self.queued = 0

    def put(self, text: str) -> bool:
        """Queue the text; False if too much is queued."""
        self._texts.append(text)
        self.queued += len(text)
        self._start()
        return self.queued <= LIMIT

    def charge(self, frames: float) -> None:
        """Other servers have no budgets."""

    def close(self, code: int) -> None:
        """Close the socket after what is queued."""
        self._code = code
        self._start()

    def drop(self) -> None:
        """Discard what is queued; the page is gone."""
        self._texts.clear()
        if self._task:
            self._task.cancel()

    def _start(self):
        if self._task is None:
            self._task = asyncio.create_task(self._send_all())

    async def _send_all(self):
        try:
            while self._texts:
                await self._send_queued()
            if self._code is not None:
                await self._send({"type": "websocket.close", "code": self._code})
        except Exception as error:  # the page has gone; its consumer will notice
            logger.info("A page could not be written to: %r", error)
            self._texts.clear()
            self.queued = 0
        self._task = None

    async def _send_queued(self):
        text = self._next()
        self.queued -= len(text)
        metrics["frames"] += 1
        metrics["bytes"] += len(text) if text.isascii() else len(text.encode())
        await self._send({"type": "websocket.send", "text": text})

    def _next(self):
        if not self._joins or len(self._texts) == 1:
            return self._texts.popleft()
        text = "".join(self._texts)
        self._texts.clear()
        return text
