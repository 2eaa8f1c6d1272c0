import asyncio
import logging

from rooms.live.hub import Hub

logger = logging.getLogger(__name__)


class Feed:
    """What is new under one topic, read once for all pages of this process.

    Subclasses say how to read and render; this class decides when: after a silence as soon
    as its `patience` lets it, then no oftener than every `window` seconds. A failing read
    is repeated.
    """

    kind = None
    window = 0.010
    patience = 0
    "Seconds that it waits before it reads, so that what must not wait is on its way by then."
    runs_out = False
    "Whether time alone changes what it reads, so that it reads again every two seconds."

    def __init__(self, key=None):
        self.key = key
        self.topic = f"{self.kind}.{key}" if key is not None else self.kind
        self.seen = -1
        self._dirty = False
        self._task = None

    @classmethod
    def of(cls, key=None):
        """The one feed of this process for that key."""
        return Hub.running().feed(cls, key)

    def wakers(self):
        """The topics whose hints wake it; `room.*` is every topic of that kind."""
        return [self.topic]

    def topics(self):
        """The topics whose heads are asked for, in case a hint got lost."""
        return [self.topic]

    def hear(self, topic, head):
        """A hint, or a look at the head, of one of its topics."""
        self.wake(head)

    def wake(self, head=None):
        """Something changed. A `head` that was seen already is no news."""
        if head is not None:
            if head <= self.seen:
                return
            self.seen = head
        self._dirty = True
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def _run(self):
        try:
            while self._dirty:
                await asyncio.sleep(self.patience)
                self._dirty = False
                await self._pump_or_retry()
        finally:
            self._task = None

    async def _pump_or_retry(self):
        try:
            await self.pump()
            await asyncio.sleep(self.window)
        except Exception:
            logger.exception("The feed %s could not read; it tries again", self.topic)
            self._dirty = True
            await asyncio.sleep(1)

    async def pump(self):
        """Read what changed, render it, hand it to the members."""
        raise NotImplementedError

    def is_idle(self):
        """Whether nobody follows, so that the process can forget the feed."""
        raise NotImplementedError
