import asyncio
import logging
from typing import Any, Self

from rooms.live.hub import Hub

logger = logging.getLogger(__name__)


class Feed:
    """Reads and renders what changed in one topic, once for all pages of this process.

    Subclasses say how; this class decides when: `delay` seconds after a hint, then at most
    once every `throttle` seconds. A refresh that fails is repeated.
    """

    kind: str
    throttle = 0.010
    delay = 0.0
    "Seconds to wait before a refresh, so that more urgent feeds go first."
    time_dependent = False
    "Whether time alone changes what it shows; it is then refreshed every two seconds."

    def __init__(self, key: Any = None):
        self.key = key
        self.topic = f"{self.kind}.{key}" if key is not None else self.kind
        self.latest_seq = -1
        self._dirty = False
        self._task = None

    @classmethod
    def of(cls, key: Any = None) -> Self:
        """The one feed of this process for that key."""
        return Hub.running().feed(cls, key)

    def subscriptions(self) -> list[str]:
        """The topics whose hints wake it; `room.*` is every topic of that kind."""
        return [self.topic]

    def polled_topics(self) -> list[str]:
        """The topics whose numbers are polled, in case a hint was lost."""
        return [self.topic]

    def on_hint(self, topic: str, seq: int | None) -> None:
        """A hint of one of its topics. Its number may be late or wrong, or missing."""
        self.wake(seq)

    def on_poll(self, topic: str, seq: int) -> None:
        """The number of one of its topics as the database has it, which hints may not overrule.

        A lower one than was hinted is news: the database was restored, or the hint was wrong.
        """
        if seq != self.latest_seq:
            self.latest_seq = -1
            self.on_hint(topic, seq)

    def wake(self, seq: int | None = None) -> None:
        """Refresh soon, unless this number was known already."""
        if seq is not None:
            if seq <= self.latest_seq:
                return
            self.latest_seq = seq
        self._dirty = True
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def _run(self):
        try:
            while self._dirty:
                await asyncio.sleep(self.delay)
                self._dirty = False
                await self._refresh_or_retry()
        finally:
            self._task = None

    async def _refresh_or_retry(self):
        try:
            await self.refresh()
            await asyncio.sleep(self.throttle)
        except Exception:
            logger.exception("The feed %s could not refresh; it tries again", self.topic)
            self._dirty = True
            await asyncio.sleep(1)

    async def refresh(self) -> None:
        """Read what changed, render it, push it to the subscribers."""
        raise NotImplementedError

    def is_idle(self) -> bool:
        """Whether it has no subscribers, so that the process can discard it."""
        raise NotImplementedError
