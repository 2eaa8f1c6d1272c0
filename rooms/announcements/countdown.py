from rooms.announcements.banners import countdowns, counting
from rooms.live.feeds.feed import Feed
from rooms.live.metrics import meter


class Countdown(Feed):
    """The time left until an announced end, in all pages that show one.

    It is worked out from the end each time, so a pause or a restart does not disturb it.
    Once a second at most, and not while the words stay the same.
    """

    kind = "countdown"
    window = 1.0

    def __init__(self, announcements):
        super().__init__()
        self.announcements = announcements
        self.texts = {}

    async def pump(self):
        before, self.texts = self.texts, {}
        for page, banners in list(self.announcements.shown.items()):
            if due := counting(banners or ()):
                self._push(page, due, before)
        if self.texts:
            self.wake()

    def _push(self, page, due, before):
        view = page.audience, due
        if view not in self.texts:
            self.texts[view] = self._text(page.audience, due)
        if self.texts[view] != before.get(view):
            page.push(self.texts[view])

    def _text(self, audience, due):
        meter["renders"] += 1
        if not all(banner.seconds_left for banner in due):
            self.announcements.wake()
        with audience.in_their_words():
            return countdowns(due)
