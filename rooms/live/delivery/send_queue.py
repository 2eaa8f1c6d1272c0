import asyncio
import logging
import types
from collections import deque

from rooms.live.metrics import meter

logger = logging.getLogger(__name__)

LIMIT = 2 * 1024 * 1024
"Characters that may wait for one slow page before it is closed."


class Outbox:
    """What one page is still to be sent, and the writer that sends it while there is any.

    Nobody who puts something in waits for the page. What gathers while the writer waits
    for the server travels as one message.
    """

    knows_what_waits = False

    def __init__(self, send):
        self._send = send
        self._texts = deque()
        self._code = None
        self._writer = None
        self.waiting = 0

    def put(self, text):
        """Queue the text; False if too much is waiting already."""
        self._texts.append(text)
        self.waiting += len(text)
        self._start()
        return self.waiting <= LIMIT

    def close(self, code):
        """Close the socket after what is waiting."""
        self._code = code
        self._start()

    def drop(self):
        """Forget what is waiting; the page is gone."""
        self._texts.clear()
        if self._writer:
            self._writer.cancel()

    def _start(self):
        """Begin to write, without a task: only a server that makes us wait is worth one."""
        if self._writer is None:
            writing = self._write()
            try:
                waits_for = writing.send(None)
            except StopIteration:
                return
            self._writer = asyncio.create_task(_finish(writing, waits_for))

    async def _write(self):
        try:
            while self._texts:
                await self._send_all_there_is()
            if self._code is not None:
                await self._send({"type": "websocket.close", "code": self._code})
        except Exception as error:  # the page went; its consumer hears of it by itself
            logger.info("A page could not be written to: %r", error)
            self._texts.clear()
        self._writer = None

    async def _send_all_there_is(self):
        text = self._texts[0] if len(self._texts) == 1 else "".join(self._texts)
        self._texts.clear()
        self.waiting = 0
        meter["frames"] += 1
        meter["bytes"] += len(text) if text.isascii() else len(text.encode())
        await self._send({"type": "websocket.send", "text": text})


@types.coroutine
def _finish(coroutine, waits_for):
    """The rest of a coroutine that was begun by hand and waits for something now."""
    yield waits_for
    yield from coroutine
