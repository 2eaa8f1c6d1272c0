from collections import defaultdict
from typing import Any

from rooms.live.database import in_database
from rooms.live.delivery.broadcast import broadcast
from rooms.live.feeds.feed import Feed
from rooms.live.hub import Hub
from rooms.live.metrics import metrics

UNKNOWN = object()


class StateFeed(Feed):
    """A feed that has only a latest value; changes within its throttle become one frame.

    A page gets a frame when its HTML differs from what it was sent last.
    """

    throttle = 0.100

    def __init__(self, key: Any = None):
        super().__init__(key)
        self.value = UNKNOWN
        self.texts = {}
        self.subscribers = {}

    def subscribe(self, page: Any) -> None:
        """Push the present state, then every change."""
        self.subscribers[page] = None
        if self.value is UNKNOWN or self.render_key(page, self.value) not in self.texts:
            self.wake()
        else:
            page.push(self._news(page))

    def unsubscribe(self, page: Any) -> None:
        self.subscribers.pop(page, None)
        Hub.running().discard_if_idle(self)

    def is_idle(self) -> bool:
        return not self.subscribers

    async def refresh(self) -> None:
        value, texts = await in_database(self._load, dict(self.subscribers))
        is_same, before = value == self.value, self.value
        self.value, self.texts = value, texts
        if before is not UNKNOWN:
            self.on_change(before, value)
        news = defaultdict(list)
        for page in self._behind(is_same, dict(self.subscribers)):
            news[self._news(page)].append(page)
        for text, pages in news.items():
            broadcast(text, pages)

    def _behind(self, is_same, subscribers):
        """The pages that need a look: all, or only the new ones if the value is the same."""
        return [page for page, shown in subscribers.items() if not is_same or shown is None]

    def _load(self, subscribers):
        value = self.load()
        is_same = value == self.value
        known = self.texts if is_same else {}
        keys = {self.render_key(page, value) for page in self._behind(is_same, subscribers)}
        return value, known | {key: known.get(key) or self._text(value, key) for key in keys}

    def _text(self, value, key):
        metrics["renders"] += 1
        audience, *_ = key
        with audience.activated():
            return self.render(value, key)

    def _news(self, page):
        """What the page does not show yet."""
        text = self.texts.get(self.render_key(page, self.value))
        if text is None:
            self.wake()  # it subscribed, or its key changed, during the read
        elif text is not self.subscribers[page] and text != self.subscribers[page]:
            self.subscribers[page] = text
            return text
        return ""

    # Subclasses implement:

    def load(self) -> Any:
        """The present value; compared with the one before."""
        raise NotImplementedError

    def render_key(self, page: Any, value: Any) -> tuple:
        """What decides the page's HTML, its audience first. One render for each key."""
        return (page.audience,)

    def render(self, value: Any, key: tuple) -> str:
        """The push for all pages of that key."""
        raise NotImplementedError

    def on_change(self, before: Any, value: Any) -> None:
        """Called in the event loop after each read but the first."""
