from rooms.announcements.banners import banners_of, push_of
from rooms.announcements.countdown import Countdown
from rooms.live.database import in_database
from rooms.live.feeds.feed import Feed
from rooms.live.hub import Hub
from rooms.live.metrics import meter
from rooms.models import Announcement
from rooms.models.announcement import READINGS


class AnnouncementFeed(Feed):
    """What is announced to each person, in every page of theirs.

    Who may see what is read with each round, also when a page joins, so that no page is
    shown what its person may no longer see. Time starts and ends things, hence `runs_out`.
    """

    kind = "announcements"
    window = 0.1
    runs_out = True

    def __init__(self, key=None):
        super().__init__(key)
        self.shown = {}
        "What each page shows; None before its first frame."
        self.countdown = Countdown(self)

    def wakers(self):
        return [self.topic, READINGS]

    def join(self, page):
        self.shown[page] = None
        self.wake()

    def leave(self, page):
        self.shown.pop(page, None)
        Hub.running().forget_if_idle(self)

    def is_idle(self):
        return not self.shown

    async def pump(self):
        news = await in_database(self._read, {page.user_id for page in self.shown})
        texts = {}
        for page, before in list(self.shown.items()):
            banners = news.get(page.user_id)
            if banners is None:
                self.wake()  # it joined while the read was under way
            elif banners != before:
                self.shown[page] = banners
                self._push(page, banners, texts)
                if before is not None:  # an audience may have changed, which no bell is told
                    Hub.running().wake({f"bell.{page.user_id}": None})
        self.countdown.wake()

    def _read(self, people):
        Announcement.objects.start_due()
        Announcement.objects.end_due()
        return banners_of(people)

    def _push(self, page, banners, texts):
        """Rendered now, so that its countdown is right; once for all who see the same."""
        view = page.audience, banners
        if view not in texts:
            meter["renders"] += 1
            with page.audience.in_their_words():
                texts[view] = push_of(banners)
        page.push(texts[view])
