from collections import defaultdict

from rooms.live.cursor import AFRESH
from rooms.live.database import in_database
from rooms.live.delivery.broadcast import Crowd
from rooms.live.feeds.feed import Feed
from rooms.live.hub import Hub
from rooms.live.metrics import meter


class LogFeed(Feed):
    """A feed that never skips: every change in order, exactly once, also after a gap.

    All members, kept by their audience, stand at the feed's own cursor. Who joins brings a
    cursor and is served in the next round, from the same single read.
    """

    reach = 300
    "Changes that a joining page may be behind; beyond, its region is rendered whole."
    batch = 1_000
    "Changes read in one round; if there are more, every page gets its region whole."

    def __init__(self, key=None):
        super().__init__(key)
        self.cursor = None
        self.members = defaultdict(Crowd)
        self._joining = {}

    def join(self, page, cursor):
        """Follow from that number on, in order; with AFRESH, from the region as a whole."""
        self._joining[page] = cursor
        self.wake()

    def leave(self, page):
        self._joining.pop(page, None)
        self.members[page.audience].discard(page)
        if not self.members[page.audience]:
            del self.members[page.audience]
        Hub.running().forget_if_idle(self)

    def is_idle(self):
        return not self.members and not self._joining

    async def pump(self):
        joining, self._joining = self._joining, {}
        try:
            round = await in_database(Round, self, dict(joining), set(self.members))
        except BaseException:
            self._joining = joining | self._joining
            raise
        for audience, crowd in self.members.items():
            crowd.push(round.frame(audience, round.begin))
        for page, cursor in joining.items():
            page.push(round.frame(page.audience, round.starts[cursor]))
            if not page.is_closed:
                self.members[page.audience].add(page)
        self.cursor = round.end

    # What a feed of its own says:

    def head(self):
        """The newest number of the topic."""
        raise NotImplementedError

    def changes(self, since):
        """Everything with a number above `since`, in order of `change_seq`, as it is now."""
        raise NotImplementedError

    def render(self, change, audience, is_new):
        """One change as HTML; `is_new` if pages at this cursor cannot have it yet."""
        raise NotImplementedError

    def render_whole(self, audience):
        """The region from scratch."""
        raise NotImplementedError

    def render_cursor(self, seq):
        """The fragment with which a page remembers how far it has got."""
        raise NotImplementedError


class Round:
    """One read of a log feed, and its frames: one for each audience and starting point.

    It is made in the database thread, where all rendering happens too.
    """

    def __init__(self, feed, joining, audiences):
        self.feed = feed
        head = feed.head() if joining or feed.cursor is None else None
        self.begin = head if feed.cursor is None else feed.cursor
        self.starts = {cursor: self._start(cursor, head) for cursor in set(joining.values())}
        lowest = min([self.begin, *(start for start in self.starts.values() if start >= 0)])
        self.changes = list(feed.changes(lowest)[: feed.batch + 1])
        self.end = max([self.begin, *(change.change_seq for change in self.changes)])
        if len(self.changes) > feed.batch:
            self.end = feed.head()
            self.starts = dict.fromkeys(self.starts, AFRESH)
        self.frames = {}
        self._render({(audience, self.begin) for audience in audiences})
        self._render({(page.audience, self.starts[cursor]) for page, cursor in joining.items()})

    def _start(self, cursor, head):
        in_reach = cursor >= 0 and head - self.feed.reach <= cursor <= head
        return cursor if in_reach else AFRESH

    def frame(self, audience, start):
        """The text for pages of that audience that have everything up to `start`."""
        return self.frames.get((audience, start), "")

    def _render(self, wanted):
        for audience, start in wanted - self.frames.keys():
            self.frames[audience, start] = self._text(audience, start)

    def _text(self, audience, start):
        with audience.in_their_words():
            if start == AFRESH or len(self.changes) > self.feed.batch:
                return self.feed.render_whole(audience) + self.feed.render_cursor(self.end)
            news = [change for change in self.changes if change.change_seq > start]
            if not news:
                return ""
            meter["renders"] += len(news)
            # What was changed since it was posted reads later, but its place is where it was.
            news.sort(key=lambda change: change.seq)
            parts = [self.feed.render(change, audience, change.seq > start) for change in news]
            return "".join([*parts, self.feed.render_cursor(self.end)])
