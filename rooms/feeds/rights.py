from rooms.live.feed import Feed
from rooms.live.hub import Hub


class RightsFeed(Feed):
    """Woken when a person's rights may have ended; their pages are then checked at once."""

    kind = "user"

    def __init__(self, key=None):
        super().__init__(key)
        self.members = set()

    def join(self, page):
        self.members.add(page)

    def leave(self, page):
        self.members.discard(page)
        Hub.running().forget_if_idle(self)

    def is_idle(self):
        return not self.members

    async def pump(self):
        await Hub.running().heart.check(list(self.members))
