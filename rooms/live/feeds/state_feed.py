from collections import defaultdict

from rooms.live.database import in_database
from rooms.live.delivery.fan_out import fan_out
from rooms.live.feeds.feed import Feed
from rooms.live.hub import Hub
from rooms.live.metrics import meter

UNKNOWN = object()


class StateFeed(Feed):
    """A feed with only a latest value: changes within its window fold into one frame.

    A page gets a frame when what it should show differs from what it was last sent.
    """

    window = 0.100

    def __init__(self, key=None):
        super().__init__(key)
        self.value = UNKNOWN
        self.texts = {}
        self.members = {}

    def join(self, page):
        """Follow; the state of now is sent first."""
        self.members[page] = None
        if self.value is UNKNOWN or self.view(page, self.value) not in self.texts:
            self.wake()
        else:
            page.push(self._news(page))

    def leave(self, page):
        self.members.pop(page, None)
        Hub.running().forget_if_idle(self)

    def is_idle(self):
        return not self.members

    async def pump(self):
        value, texts = await in_database(self._read, dict(self.members))
        is_same, before = value == self.value, self.value
        self.value, self.texts = value, texts
        if before is not UNKNOWN:
            self.changed(before, value)
        news = defaultdict(list)
        for page in self._behind(is_same, dict(self.members)):
            news[self._news(page)].append(page)
        for text, pages in news.items():
            fan_out(text, pages)

    def _behind(self, is_same, members):
        """Those of the pages for whom there is news: if the value is the same, the new ones."""
        return [page for page, shown in members.items() if not is_same or shown is None]

    def _read(self, members):
        value = self.read()
        is_same = value == self.value
        known = self.texts if is_same else {}
        views = {self.view(page, value) for page in self._behind(is_same, members)}
        return value, known | {v: known.get(v) or self._text(value, v) for v in views}

    def _text(self, value, view):
        meter["renders"] += 1
        audience, *_ = view
        with audience.in_their_words():
            return self.render(value, view)

    def _news(self, page):
        """What the page does not show yet."""
        text = self.texts.get(self.view(page, self.value))
        if text is None:
            self.wake()  # it joined, or its view changed, while the read was under way
        elif text is not self.members[page] and text != self.members[page]:
            self.members[page] = text
            return text
        return ""

    # What a feed of its own says:

    def read(self):
        """The value, with which later ones are compared."""
        raise NotImplementedError

    def view(self, page, value):
        """What decides the HTML: a tuple, its audience first. One render for each."""
        return (page.audience,)

    def render(self, value, view):
        raise NotImplementedError

    def changed(self, before, value):
        """Called in the event loop when another value was read."""
