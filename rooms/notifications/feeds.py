from collections import defaultdict

from rooms.live.database import in_database
from rooms.live.feeds.coalescing_feed import CoalescingFeed
from rooms.live.hub import Hub
from rooms.notifications.bell import bells_of
from rooms.notifications.rendering import push_announced, push_bell, push_toasts

PROOF = 2.5
"Seconds in which a page that is read proves that it shows what is new."
PORTION = 500
"People whose bells are read and pushed at once."


class BellFeed(CoalescingFeed):
    """Each person's bell, on all of their pages: one feed for all who are connected."""

    kind = "bell"
    kinds = ("bell", "announced", "announcements")
    throttle = 0.25

    def __init__(self, key=None):
        super().__init__(key)
        self.pages = defaultdict(set)
        self.new_pages = set()
        self.bells, self.rings_at = {}, {}

    def polled_topics(self):
        return [f"bell.{pk}" for pk in self.pages]

    def subscribe(self, page):
        self.pages[page.user_id].add(page)
        self.new_pages.add(page)
        self.changed["bell"].add(page.user_id)
        self.wake()

    def unsubscribe(self, page):
        self.new_pages.discard(page)
        self.pages[page.user_id].discard(page)
        if not self.pages[page.user_id]:
            del self.pages[page.user_id]
            self.bells.pop(page.user_id, None)
            self.seqs.pop(f"bell.{page.user_id}", None)
        Hub.running().discard_if_idle(self)

    def is_idle(self):
        return not self.pages

    async def refresh(self):
        """Read and push in portions, between which others have their turn in the database."""
        changed = self.take_changed()
        online, some = set(self.pages), changed["bell"] | changed["announced"]
        people = list(online if changed["announcements"] else some & online)
        try:
            for begin in range(0, len(people), PORTION):
                portion = people[begin : begin + PORTION]
                self._push_all(await in_database(self._load, portion, changed["bell"]))
        except BaseException:
            self.put_back(changed)
            raise

    def _load(self, people, changed):
        """{person: (bell, its push, {page: its toasts})}; one push for all who have the same.

        An announcement concerns many; their notifications are read only when those change.
        """
        known = {pk: self.bells.get(pk) for pk in people if pk not in changed}
        known = {pk: bell.notifications for pk, bell in known.items() if bell}
        return {pk: self._texts(pk, bell) for pk, bell in bells_of(people, known).items()}

    def _texts(self, pk, bell):
        pages, before = list(self.pages.get(pk, ())), self.bells.get(pk)
        is_new = bool(self.new_pages.intersection(pages))
        if not pages or (bell == before and not is_new):
            return bell, "", {}
        audience = pages[0].audience
        if is_new or before is None or bell.latest != before.latest:
            return bell, push_bell(bell, audience), self._toasts(pk, bell, pages)
        push = push_announced(bell.unread, bell.threads, bell.announced, audience)
        return bell, push, dict.fromkeys(pages, "")

    def _toasts(self, pk, bell, pages):
        unread = [entry for entry in bell.latest if entry.is_unread]
        if not unread:
            return dict.fromkeys(pages, "")
        known = {entry.key for entry in self.bells[pk].latest} if pk in self.bells else set()
        with pages[0].audience.activated():
            fresh = push_toasts([entry for entry in unread if entry.key not in known])
            toasts = {page: fresh for page in pages if page not in self.new_pages}
            for page in self.new_pages.intersection(pages):
                toasts[page] = push_toasts([each for each in unread if each.at > page.opened_at])
            return toasts

    def _push_all(self, news):
        for pk in news.keys() & self.pages.keys():
            if not self._waits_for_a_reader(pk, news[pk][0]):
                self._push(pk, *news[pk])

    def _waits_for_a_reader(self, pk, bell):
        """Whether what is new stands on a page that somebody reads.

        Then that page proves it by a heartbeat, which marks it as read; the bell rings if it
        does not.
        """
        rooms = {entry.room_id for entry in bell.latest if entry.is_unread} - {None}
        readers = [page for page in self.pages[pk] if page.room_id in rooms and page.is_reading]
        hub, now = Hub.running(), Hub.running().loop.time()
        if not readers or now >= self.rings_at.get(pk, now + PROOF):
            self.rings_at.pop(pk, None)
            return False
        if pk not in self.rings_at:
            self.rings_at[pk] = now + PROOF
            hub.loop.call_later(PROOF, self._look_again, pk)
        hub.heartbeat.beat(readers)
        return True

    def _look_again(self, pk):
        if pk in self.pages:
            self.changed["bell"].add(pk)
            self.wake()

    def _push(self, pk, bell, text, toasts):
        before, self.bells[pk] = self.bells.get(pk), bell
        for page in toasts:
            if page in self.new_pages or bell != before:
                self.new_pages.discard(page)
                page.push(text + page.retitle("bell", bell.others))
                page.push(toasts[page])
