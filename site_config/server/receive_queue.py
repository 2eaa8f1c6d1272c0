import asyncio

FULL = 64
"Events that may wait before the connection is not read any further."


class Inbox:
    """What a connection received and its application has not asked for yet.

    A queue for one reader, an idle one of which weighs a tenth of asyncio's. `source` is
    what is paused while it is full: anything with pauseProducing and resumeProducing.
    """

    __slots__ = ("_arrived", "_next", "_reader", "_source")

    def __init__(self, source=None):
        self._arrived, self._next, self._reader, self._source = [], [], None, source

    def put_nowait(self, event):
        self._arrived.append(event)
        if self._reader and not self._reader.done():
            self._reader.set_result(None)
        if self._source and len(self._arrived) == FULL:
            self._source.pauseProducing()

    async def get(self):
        """The oldest event, once there is one."""
        if not self._next:
            if not self._arrived:
                await self._arrival()
            self._take_all()
        return self._next.pop()

    async def _arrival(self):
        self._reader = asyncio.get_running_loop().create_future()
        try:
            await self._reader
        finally:
            self._reader = None

    def _take_all(self):
        self._next, self._arrived = self._arrived[::-1], []
        if self._source and len(self._next) >= FULL:
            self._source.resumeProducing()
