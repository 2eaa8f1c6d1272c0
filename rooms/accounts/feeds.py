from collections import defaultdict

from rooms.live.feeds.coalescing_feed import GatheringFeed
from rooms.live.hub import Hub


class RightsFeed(GatheringFeed):
    """Woken when people's rights may have ended; their pages are then checked at once."""

    kind = "rights"
    kinds = ("user",)

    def __init__(self, key=None):
        super().__init__(key)
        self.pages = defaultdict(set)

    def topics(self):
        return [f"user.{pk}" for pk in self.pages]

    def join(self, page):
        self.pages[page.user_id].add(page)
        self.heads.pop(f"user.{page.user_id}", None)  # it may have lost a right on its way in

    def leave(self, page):
        self.pages[page.user_id].discard(page)
        if not self.pages[page.user_id]:
            del self.pages[page.user_id]
            self.heads.pop(f"user.{page.user_id}", None)
        Hub.running().forget_if_idle(self)

    def is_idle(self):
        return not self.pages

    async def pump(self):
        changed = self.take_changed()
        pages = [page for pk in changed["user"] & self.pages.keys() for page in self.pages[pk]]
        try:
            await Hub.running().heart.check(pages)
        except BaseException:
            self.put_back(changed)
            raise
