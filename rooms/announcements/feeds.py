from rooms.announcements.countdown import Countdown
from rooms.announcements.rendering import banners_of, push_banners
from rooms.live.database import in_database
from rooms.live.feeds.feed import Feed
from rooms.live.hub import Hub
from rooms.live.metrics import metrics
from rooms.models.announcement import READINGS


class AnnouncementFeed(Feed):
    """Each person's announcements, on all of their pages.

    Who may see what is read by every refresh, also when a page subscribes and every two seconds,
    so that no page shows what its person may no longer see, however they lost the right.
    """

    kind = "announcements"
    throttle = 0.1
    time_dependent = True

    def __init__(self, key=None):
        super().__init__(key)
        self.shown = {}
        "{page: its banners}; None before its first frame."
        self.countdown = Countdown(self)

    def subscriptions(self):
        return [self.topic, READINGS]

    def subscribe(self, page):
        self.shown[page] = None
        self.wake()

    def unsubscribe(self, page):
        self.shown.pop(page, None)
        Hub.running().discard_if_idle(self)

    def is_idle(self):
        return not self.shown

    async def refresh(self):
        news = await in_database(banners_of, {page.user_id for page in self.shown})
        texts = {}
        for page, before in list(self.shown.items()):
            banners = news.get(page.user_id)
            if banners is None:
                self.wake()  # it subscribed during the read
            elif banners != before:
                self.shown[page] = banners
                self._push(page, banners, texts)
                if before is not None:  # the audience may have changed, which hints no bell
                    Hub.running().wake({f"announced.{page.user_id}": None})
        self.countdown.wake()

    def _push(self, page, banners, texts):
        """Render now, so that the countdown is right, once for all who see the same."""
        key = page.audience, banners
        if key not in texts:
            metrics["renders"] += 1
            with page.audience.activated():
                texts[key] = push_banners(banners)
        page.push(texts[key])
