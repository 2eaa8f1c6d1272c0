import asyncio
from typing import Any

MAX_EVENTS = 64
"Events that may be queued before the connection is paused."


class ReceiveQueue:
    """Events that a connection received and its application has not read yet.

    For one reader. An idle one takes a tenth of the memory of an asyncio.Queue. `source` is not
    read while the queue is full; it has stop_reading and go_on_reading.
    """

    __slots__ = ("_arrived", "_next", "_reader", "_source")

    def __init__(self, source: Any = None):
        self._arrived, self._next, self._reader, self._source = [], [], None, source

    def put_nowait(self, event: dict) -> None:
        self._arrived.append(event)
        if self._reader and not self._reader.done():
            self._reader.set_result(None)
        if self._source and len(self._arrived) == MAX_EVENTS:
            self._source.stop_reading()

    async def get(self) -> dict:
        """Wait for the oldest event and remove it."""
        if not self._next:
            if not self._arrived:
                await self._wait_for_event()
            self._take_arrived()
        return self._next.pop()

    async def _wait_for_event(self):
        self._reader = asyncio.get_running_loop().create_future()
        try:
            await self._reader
        finally:
            self._reader = None

    def _take_arrived(self):
        self._next, self._arrived = self._arrived[::-1], []
        if self._source and len(self._next) >= MAX_EVENTS:
            self._source.go_on_reading()
