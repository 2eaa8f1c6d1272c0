from collections import defaultdict
from typing import Any

from django.utils.safestring import SafeString

from rooms.live.audience import PROGRAMS, Audience
from rooms.live.cursor import NO_CURSOR
from rooms.live.database import in_database
from rooms.live.delivery.broadcast import Broadcast
from rooms.live.feeds.feed import Feed
from rooms.live.hub import Hub
from rooms.live.json_frames import changes_frame, gap_frame
from rooms.live.metrics import metrics


class LogFeed(Feed):
    """A feed that never skips: every change in order, exactly once, also after a gap.

    All subscribers, grouped by audience, stand at the feed's own cursor. A page that joins
    brings its cursor and is served by the next refresh, from the same single read.
    """

    reach = 300
    "Changes that a joining page may be behind; beyond that its region is rendered whole."
    batch = 1_000
    "Changes read by one refresh; if there are more, every page gets its region whole."
    longest = 512 * 1024
    "Characters of changes for one page; if they have more, it gets its region whole."

    def __init__(self, key: Any = None):
        super().__init__(key)
        self.cursor, self.went_back = None, False
        self.subscribers = defaultdict(Broadcast)
        self._joining, self._reading = {}, {}
        "{page: cursor} of those that the next refresh serves, and the present one."

    def subscribe(self, page: Any, cursor: int) -> None:
        """Follow from that number on, in order; with NO_CURSOR, from the whole region."""
        self._joining[page] = cursor
        self.wake()

    def wake(self, seq: int | None = None) -> None:
        """Refresh soon, unless everything up to this number was read."""
        if seq is None or self.cursor is None or seq > self.cursor:
            super().wake()

    def on_poll(self, topic: str, seq: int) -> None:
        """A number below the cursor: if it is so, every page gets its region whole."""
        if self.cursor is not None and seq < self.cursor:
            self.went_back = True
            self.wake()
        else:
            self.wake(seq)

    def unsubscribe(self, page: Any) -> None:
        self._joining.pop(page, None)
        self._reading.pop(page, None)
        self.subscribers[page.audience].discard(page)
        if not self.subscribers[page.audience]:
            del self.subscribers[page.audience]
        Hub.running().discard_if_idle(self)

    def is_idle(self) -> bool:
        return not (self.subscribers or self._joining or self._reading)

    async def refresh(self) -> None:
        self._reading, self._joining = self._joining, {}
        try:
            log = await in_database(LogRead, self, dict(self._reading), set(self.subscribers))
        except BaseException:
            self._joining = self._reading | self._joining
            raise
        finally:
            joined, self._reading = self._reading, {}
        for audience, pages in self.subscribers.items():
            pages.push(log.frame(audience, log.begin))
        for page, cursor in joined.items():
            page.push(log.frame_of(page, cursor))
            if not page.is_closed:
                self.subscribers[page.audience].add(page)
        self.cursor, self.went_back = log.end, False

    # Subclasses implement:

    def read_seq(self) -> int:
        """The latest number of the topic."""
        raise NotImplementedError

    def changes(self, since: int) -> list:
        """Everything with a number above `since`, ordered by `change_seq`, in its present state."""
        raise NotImplementedError

    def render(self, change: Any, audience: Audience, since: int) -> SafeString:
        """One change as a push, for pages that have everything up to the number `since`."""
        raise NotImplementedError

    def render_json(self, change: Any, since: int) -> str:
        """One change for programs, as the text of a JSON object."""
        raise NotImplementedError

    def render_whole(self, audience: Audience) -> SafeString:
        """A push of the whole region."""
        raise NotImplementedError

    def render_cursor(self, seq: int) -> SafeString:
        """A push of the field in which a page keeps its cursor."""
        raise NotImplementedError


class LogRead:
    """One read of a log feed, and its frames: one for each audience and starting point.

    Made in the database thread, where all rendering happens too.
    """

    def __init__(self, feed: LogFeed, joining: dict[Any, int], audiences: set[Audience]):
        self.feed = feed
        known = feed.cursor is not None and not feed.went_back and not joining
        latest = feed.cursor if known else feed.read_seq()
        self.begin = self._begin(latest)
        self.starts = {cursor: self._start(cursor, latest) for cursor in set(joining.values())}
        read_to = latest if self.begin == NO_CURSOR else self.begin
        lowest = min([read_to, *(start for start in self.starts.values() if start >= 0)])
        self.changes = list(feed.changes(lowest)[: feed.batch + 1])
        self.end = max([read_to, *(change.change_seq for change in self.changes)])
        if len(self.changes) > feed.batch:
            self.end = feed.read_seq()
            self.starts = dict.fromkeys(self.starts, NO_CURSOR)
        self.frames = {}
        self._render({(audience, self.begin) for audience in audiences})
        self._render({(page.audience, self.starts[cursor]) for page, cursor in joining.items()})

    def _begin(self, latest):
        """Where the subscribers stand; NO_CURSOR if the log is shorter than what they have."""
        if self.feed.cursor is None:
            return latest
        return self.feed.cursor if self.feed.cursor <= latest else NO_CURSOR

    def _start(self, cursor, latest):
        in_reach = cursor >= 0 and latest - self.feed.reach <= cursor <= latest
        return cursor if in_reach else NO_CURSOR

    def frame(self, audience: Audience, start: int) -> str:
        """The text for pages of that audience that have everything up to `start`."""
        return self.frames.get((audience, start), "")

    def frame_of(self, page: Any, cursor: int) -> str:
        """The text for a page that joins with that cursor."""
        start = self.starts[cursor]
        if start == NO_CURSOR and page.audience is PROGRAMS:
            return self._gap(min(cursor, self.end))
        return self.frame(page.audience, start)

    def _render(self, wanted):
        for audience, start in wanted - self.frames.keys():
            self.frames[audience, start] = self._text(audience, start)

    def _text(self, audience, start):
        if audience is PROGRAMS:
            return self._json(start)
        with audience.activated():
            if start == NO_CURSOR or len(self.changes) > self.feed.batch:
                return self.feed.render_whole(audience) + self.feed.render_cursor(self.end)
            news = self._since(start)
            if not news:
                return ""
            text = "".join(self.feed.render(change, audience, start) for change in news)
            if len(text) > self.feed.longest:
                text = self.feed.render_whole(audience)
            return text + self.feed.render_cursor(self.end)

    def _json(self, start):
        """For programs: all changes in one frame, so that a lost connection loses all or none."""
        if start == NO_CURSOR or len(self.changes) > self.feed.batch:
            return self._gap(self.end if start == NO_CURSOR else start)
        changes = [self.feed.render_json(change, start) for change in self._since(start)]
        text = changes_frame(self.feed.topic, self.end, changes) if changes else ""
        return text if len(text) <= self.feed.longest else self._gap(start)

    def _gap(self, since):
        return gap_frame(self.feed.topic, self.end, since)

    def _since(self, start):
        """What changed since. A message that was edited belongs where it was posted."""
        news = [change for change in self.changes if change.change_seq > start]
        metrics["renders"] += len(news)
        return sorted(news, key=lambda change: change.seq)
