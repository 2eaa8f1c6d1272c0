from collections import defaultdict

from rooms.live.feeds.coalescing_feed import CoalescingFeed
from rooms.live.hub import Hub


class RightsFeed(CoalescingFeed):
    """Checks a person's pages at once when their rights may have ended."""

    kind = "rights"
    kinds = ("user",)

    def __init__(self, key=None):
        super().__init__(key)
        self.pages = defaultdict(set)

    def polled_topics(self):
        return [f"user.{pk}" for pk in self.pages]

    def subscribe(self, page):
        self.pages[page.user_id].add(page)
        self.seqs.pop(f"user.{page.user_id}", None)  # a right may have ended during the handshake

    def unsubscribe(self, page):
        self.pages[page.user_id].discard(page)
        if not self.pages[page.user_id]:
            del self.pages[page.user_id]
            self.seqs.pop(f"user.{page.user_id}", None)
        Hub.running().discard_if_idle(self)

    def is_idle(self):
        return not self.pages

    async def refresh(self):
        changed = self.take_changed()
        pages = [page for pk in changed["user"] & self.pages.keys() for page in self.pages[pk]]
        try:
            await Hub.running().heartbeat.check(pages)
        except BaseException:
            self.put_back(changed)
            raise
