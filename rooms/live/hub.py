import asyncio
import logging
from collections import defaultdict
from operator import attrgetter

from channels.layers import get_channel_layer

from rooms.live import hints
from rooms.live.batching import Together
from rooms.live.database import in_database
from rooms.live.heartbeat import Heart
from rooms.live.layer_probe import Echo
from rooms.live.topics import AT_ONCE, read_heads

logger = logging.getLogger(__name__)

POLL = 2.0
"Seconds within which a feed finds what no hint told it."
_window = attrgetter("window")


class Hub:
    """What is live in this process: its feeds, its pages, and the loops that wake them."""

    also = []
    "What other apps want to run beside: coroutine functions, called with the hub."

    _running = None

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.feeds = {}
        self.by_topic = defaultdict(set)
        self.heart = Heart()
        self.echo = Echo()
        self.gathering = {}
        self.announcing, self.announcer = {}, None
        jobs = [self._listen(), self._poll(), self._run_out(), self.heart.run()]
        jobs += [job(self) for job in self.also]
        self.tasks = [self.loop.create_task(job) for job in jobs]

    @classmethod
    def running(cls):
        """The hub of this event loop, started on first use."""
        if cls._running is None or cls._running.loop is not asyncio.get_running_loop():
            cls._running = cls()
        return cls._running

    @classmethod
    def of_this_process(cls):
        """The hub, or None where no page is served; for any thread."""
        hub = cls._running
        return hub if hub and hub.loop.is_running() else None

    def feed(self, cls, key=None):
        if (cls, key) not in self.feeds:
            feed = self.feeds[cls, key] = cls(key)
            for topic in feed.wakers():
                self.by_topic[topic].add(feed)
        return self.feeds[cls, key]

    def together(self, run):
        """The one place of this process where calls of that function gather."""
        if run not in self.gathering:
            self.gathering[run] = Together(run)
        return self.gathering[run]

    def forget_if_idle(self, feed):
        if feed.is_idle() and self.feeds.get((type(feed), feed.key)) is feed:
            del self.feeds[type(feed), feed.key]
            for topic in feed.wakers():
                self.by_topic[topic].discard(feed)
                if not self.by_topic[topic]:
                    del self.by_topic[topic]

    def wake(self, heads):
        """Wake the feeds of these topics: those of `room.5`, and those of all of `room`.

        Who must not wait goes first, as they all read in the one database thread.
        """
        for topic, head in heads.items():
            all_of_kind = topic.partition(".")[0] + ".*"
            feeds = [*self.by_topic.get(topic, ()), *self.by_topic.get(all_of_kind, ())]
            for feed in sorted(feeds, key=_window):
                feed.hear(topic, head)

    # Out: hints of this process, gathered for one message.

    def announce_from_thread(self, heads):
        self.loop.call_soon_threadsafe(self.announce, heads)

    def announce(self, heads):
        for topic, head in heads.items():
            self.announcing[topic] = max(head or 0, self.announcing.get(topic) or 0) or None
        if self.announcer is None:
            self.announcer = self.loop.create_task(self._announce())

    async def _announce(self):
        while self.announcing:
            heads, self.announcing = self.announcing, {}
            await hints.send(heads)
        self.announcer = None

    # In: hints of all processes, and a look at the heads in case one got lost.

    async def _listen(self):
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(hints.GROUP, channel)
                self.echo.channel = channel
                while True:
                    self._take(await layer.receive(channel))
            except Exception as error:
                logger.warning("The channel layer does not answer, polling meanwhile: %s", error)
                await asyncio.sleep(1)

    def _take(self, message):
        if message["type"] == "echo":
            self.echo.heard(message)
        else:
            self.wake(message["heads"])

    async def _poll(self):
        """Ask the heads of all topics, a part at a time.

        The pauses are such that a topic that is new has its turn within POLL too, also if it
        came when a round had just begun and is the last of the next.
        """
        while True:
            parts = _parts(self._topics())
            for topics in parts:
                await self._ask_heads(topics)
                await asyncio.sleep(POLL / (2 * len(parts) - 1))

    def _topics(self):
        return list(dict.fromkeys(t for feed in self.feeds.values() for t in feed.topics()))

    async def _ask_heads(self, topics):
        try:
            self.wake(await in_database(read_heads, topics))
        except Exception as error:
            logger.warning("The database did not answer the poll: %s", error)

    async def _run_out(self):
        """Wake those whom time alone changes, one after the other, each once in POLL."""
        while True:
            feeds = [feed for feed in self.feeds.values() if feed.runs_out]
            for feed in feeds:
                if not feed.is_idle():
                    feed.wake()
                await asyncio.sleep(POLL / len(feeds))
            if not feeds:
                await asyncio.sleep(POLL)


def _parts(topics):
    """The list in pieces of AT_ONCE; a single one if it is empty."""
    return [topics[n : n + AT_ONCE] for n in range(0, len(topics) or 1, AT_ONCE)]
