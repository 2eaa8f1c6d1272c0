from collections import defaultdict

from rooms.bell import Bell, bells_of, push_of, toasts_of
from rooms.live.database import in_database
from rooms.live.gathering_feed import GatheringFeed
from rooms.live.hub import Hub


class BellFeed(GatheringFeed):
    """The notifications of everyone connected, in every page of theirs."""

    kind = "bell"
    kinds = ("bell",)
    window = 0.25

    def __init__(self, key=None):
        super().__init__(key)
        self.pages = defaultdict(set)
        self.new_pages = set()
        self.bells = {}

    def topics(self):
        return [f"bell.{pk}" for pk in self.pages]

    def join(self, page):
        self.pages[page.user_id].add(page)
        self.new_pages.add(page)
        self.changed["bell"].add(page.user_id)
        self.wake()

    def leave(self, page):
        self.new_pages.discard(page)
        self.pages[page.user_id].discard(page)
        if not self.pages[page.user_id]:
            del self.pages[page.user_id]
            self.bells.pop(page.user_id, None)
            self.heads.pop(f"bell.{page.user_id}", None)
        Hub.running().forget_if_idle(self)

    def is_idle(self):
        return not self.pages

    async def pump(self):
        changed = self.take_changed()
        people = changed["bell"] & self.pages.keys()
        if not people:
            return
        try:
            texts = await in_database(self._read, people)
        except BaseException:
            self.put_back(changed)
            raise
        for pk, news in texts.items():
            self._show(pk, *news)

    def _read(self, people):
        """{person: (bell, its push, {page: its toasts})}."""
        return {pk: self._texts(pk, bell) for pk, bell in bells_of(people).items()}

    def _texts(self, pk, bell):
        pages = list(self.pages.get(pk, ()))
        if not pages:
            return bell, "", {}
        known = {each.pk for each in self.bells[pk].latest} if pk in self.bells else set()
        with pages[0].audience.in_their_words():
            unread = [each for each in bell.latest if each.read_at is None]
            fresh = toasts_of([each for each in unread if each.pk not in known])
            toasts = {page: fresh for page in pages if page not in self.new_pages}
            for page in self.new_pages & set(pages):
                since = [each for each in unread if each.created_at > page.opened_at]
                toasts[page] = toasts_of(since)
            return bell, push_of(bell), toasts

    def _show(self, pk, bell, whole, toasts):
        before = self.bells.get(pk)
        if pk in self.pages:
            self.bells[pk] = bell
        for page in self.pages.get(pk, ()):
            if page in self.new_pages or _outside(before or Bell()) != _outside(bell):
                page.push(whole + page.retitle("bell", bell.others))
            if page in toasts:
                self.new_pages.discard(page)
                page.push(toasts[page])


def _outside(bell):
    """What can be seen of a bell; model instances are equal by their key alone."""
    return bell.unread, [(each.pk, each.text, each.read_at) for each in bell.latest]
