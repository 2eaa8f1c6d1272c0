from rooms.announcements.rendering import push_countdowns, with_countdown
from rooms.live.feeds.feed import Feed
from rooms.live.metrics import metrics


class Countdown(Feed):
    """The time left until an announced end, on all pages that show one.

    It is computed from the end each time, so that a pause or a restart does not disturb it.
    It is pushed once a second at most, and only when its text changes.
    """

    kind = "countdown"
    throttle = 1.0

    def __init__(self, announcements):
        super().__init__()
        self.announcements = announcements
        self.texts = {}

    async def refresh(self):
        before, self.texts = self.texts, {}
        for page, banners in list(self.announcements.shown.items()):
            if counting := with_countdown(banners or ()):
                self._push(page, counting, before)
        if self.texts:
            self.wake()

    def _push(self, page, banners, before):
        key = page.audience, banners
        if key not in self.texts:
            self.texts[key] = self._text(page.audience, banners)
        if self.texts[key] != before.get(key):
            page.push(self.texts[key])

    def _text(self, audience, banners):
        metrics["renders"] += 1
        if not all(banner.seconds_left for banner in banners):
            self.announcements.wake()
        with audience.activated():
            return push_countdowns(banners)
