import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from typing import Any, Self

from channels.layers import get_channel_layer

from rooms.live import hints
from rooms.live.batching import Batcher
from rooms.live.database import in_database
from rooms.live.heartbeat import Heartbeat
from rooms.live.layer_probe import LayerProbe
from rooms.live.supervision import Supervisor
from rooms.live.topics import POLL_SIZE, latest_seqs

logger = logging.getLogger(__name__)

POLL = 2.0
"Seconds within which a feed finds what no hint told it."
_throttle = attrgetter("throttle")


class Hub:
    """What is live in this process: its feeds, its pages, and the loops that wake them."""

    background_loops: dict[str, Callable] = {}
    "Loops that other apps run beside, by name: coroutine functions, called with the hub."

    _running = None

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.feeds = {}
        self.by_topic = defaultdict(set)
        self.heartbeat = Heartbeat()
        self.layer_probe = LayerProbe()
        self.batchers = {}
        self.unsent_hints, self.hint_task = {}, None
        self.changed = asyncio.Event()
        "Set with every hint of this process, for loops that act on changes."
        self.supervisor = Supervisor()
        self._start_loops()

    def _start_loops(self):
        start = self.supervisor.start
        start("hints", self._listen)
        start("poll", self._poll)
        start("time-dependent feeds", self._refresh_time_dependent)
        start("heartbeat", self.heartbeat.run)
        for name, loop in self.background_loops.items():
            start(name, partial(loop, self))

    @classmethod
    def running(cls) -> Self:
        """The hub of this event loop, started on first use."""
        if cls._running is None or cls._running.loop is not asyncio.get_running_loop():
            cls._running = cls()
        return cls._running

    @classmethod
    def of_this_process(cls) -> Self | None:
        """The hub, or None where no page is served; for any thread."""
        hub = cls._running
        return hub if hub and hub.loop.is_running() else None

    def feed(self, cls: type, key: Any = None) -> Any:
        """The process's feed of that class and key, made on first use."""
        if (cls, key) not in self.feeds:
            feed = self.feeds[cls, key] = cls(key)
            for topic in feed.subscriptions():
                self.by_topic[topic].add(feed)
        return self.feeds[cls, key]

    def batcher(self, run: Callable[[list], list], *how: Callable) -> Batcher:
        """The process's batcher of that function; `how` are Batcher's further arguments."""
        if run not in self.batchers:
            self.batchers[run] = Batcher(run, *how)
        return self.batchers[run]

    def discard_if_idle(self, feed: Any) -> None:
        if feed.is_idle() and self.feeds.get((type(feed), feed.key)) is feed:
            del self.feeds[type(feed), feed.key]
            for topic in feed.subscriptions():
                self.by_topic[topic].discard(feed)
                if not self.by_topic[topic]:
                    del self.by_topic[topic]

    def wake(self, seqs: dict[str, int | None]) -> None:
        """Hand hints to the feeds of their topics."""
        for topic, seq in seqs.items():
            for feed in self._feeds_of(topic):
                _or_log(feed, feed.on_hint, topic, seq)

    def _feeds_of(self, topic):
        """The feeds of `room.5`, and those of `room.*`.

        They all read in the one database thread, so the most urgent feed goes first.
        """
        all_of_kind = topic.partition(".")[0] + ".*"
        feeds = [*self.by_topic.get(topic, ()), *self.by_topic.get(all_of_kind, ())]
        return sorted(feeds, key=_throttle)

    def start_anew(self, epoch: str) -> None:
        """Forget all that was read, as the database is another one now: pages come back."""
        self.feeds.clear()
        self.by_topic.clear()
        for page in self.heartbeat.pages:
            page.come_back("the database is another one")
        self.loop.call_later(POLL, self._end_other_epochs, epoch)

    def _end_other_epochs(self, epoch):
        """Those too that were about to open meanwhile."""
        for page in self.heartbeat.pages:
            if page.epoch != epoch:
                page.come_back("the database is another one")

    # Out: hints of this process, many in one message.

    def send_hints(self, seqs: dict[str, int | None]) -> None:
        self.changed.set()
        for topic, seq in seqs.items():
            self.unsent_hints[topic] = max(seq or 0, self.unsent_hints.get(topic) or 0) or None
        if self.hint_task is None:
            self.hint_task = self.loop.create_task(self._send_hints())

    async def _send_hints(self):
        try:
            while self.unsent_hints:
                seqs, self.unsent_hints = self.unsent_hints, {}
                await hints.send(seqs)
        finally:
            self.hint_task = None

    # In: hints of all processes, and polls in case one was lost.

    async def _listen(self):
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(hints.GROUP, channel)
                self.layer_probe.channel = channel
                while True:
                    self._receive(await layer.receive(channel))
            except Exception as error:
                logger.warning("The channel layer does not answer, polling meanwhile: %s", error)
                await asyncio.sleep(1)

    def _receive(self, message):
        if message["type"] == "probe":
            self.layer_probe.on_answer(message)
        else:
            self.wake(message["seqs"])

    async def _poll(self):
        """Read the numbers of all topics, POLL_SIZE at a time.

        A topic that is added right after a round began and is last in the next one still has to
        be read within POLL: hence the pauses.
        """
        while True:
            batches = _batches(self._topics())
            for topics in batches:
                await self._read_seqs(topics)
                await asyncio.sleep(POLL / (2 * len(batches) - 1))

    def _topics(self):
        polled = [_or_log(feed, feed.polled_topics) or () for feed in self.feeds.values()]
        return list(dict.fromkeys(topic for topics in polled for topic in topics))

    async def _read_seqs(self, topics):
        try:
            seqs = await in_database(latest_seqs, topics)
        except Exception as error:
            logger.warning("The database did not answer the poll: %s", error)
            return
        for topic, seq in seqs.items():
            for feed in self._feeds_of(topic):
                _or_log(feed, feed.on_poll, topic, seq)

    async def _refresh_time_dependent(self):
        """Wake the time-dependent feeds one after the other, each once in POLL."""
        while True:
            feeds = [feed for feed in self.feeds.values() if feed.time_dependent]
            for feed in feeds:
                if not feed.is_idle():
                    _or_log(feed, feed.wake)
                await asyncio.sleep(POLL / len(feeds))
            if not feeds:
                await asyncio.sleep(POLL)


def _or_log(feed, function, *args):
    """Call the function of one feed; if it fails, the other feeds go on."""
    try:
        return function(*args)
    except Exception:
        logger.exception("The feed %s failed", feed.topic)


def _batches(topics: list) -> Iterable[list]:
    """The list in pieces of POLL_SIZE; one empty piece for an empty list."""
    return [topics[n : n + POLL_SIZE] for n in range(0, len(topics) or 1, POLL_SIZE)]


def _send_hints_from_thread(seqs):
    """Send through the hub of this process, from any thread; False where there is none."""
    if hub := Hub.of_this_process():
        hub.loop.call_soon_threadsafe(hub.send_hints, seqs)
    return hub is not None


hints.batch_through(_send_hints_from_thread)
