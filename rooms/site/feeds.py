from dataclasses import dataclass, field

from rooms.live.database import in_database
from rooms.live.feeds.coalescing_feed import GatheringFeed
from rooms.live.hub import Hub
from rooms.site.sidebar import badge, lists, places_of, total

ANSWERED = 15
"Seconds since its last answer for which a page is known to be read; the database says 20."


@dataclass
class Person:
    """Someone with pages in this process, and the places as those pages show them."""

    pages: set = field(default_factory=set)
    new_pages: set = field(default_factory=set)
    places: dict = field(default_factory=dict)

    def may_be_behind(self, room_id, since):
        """Whether a message in the room may change what their pages show. Not if nothing is
        unread there and a page that answered a beat since then shows the room."""
        place = self.places.get(room_id)
        if place is None or place.unread:
            return place is not None
        return not any(p.room_id == room_id and p.heard_at > since for p in self.pages)


class SidebarFeed(GatheringFeed):
    """My rooms with their unread counts, and the sum in the title, for everyone connected.

    One feed for all people of a process: a message costs one query for the places of all
    of them in its room, and one render for each count that differs.
    """

    kind = "sidebar"
    kinds = ("room", "user")
    window = 0.25
    patience = 0.1

    def __init__(self, key=None):
        super().__init__(key)
        self.people = {}

    def topics(self):
        rooms = {room for person in self.people.values() for room in person.places}
        return [f"user.{pk}" for pk in self.people] + [f"room.{pk}" for pk in rooms]

    def join(self, page):
        person = self.people.setdefault(page.user_id, Person())
        person.pages.add(page)
        person.new_pages.add(page)
        self.changed["user"].add(page.user_id)
        self.wake()

    def leave(self, page):
        if person := self.people.get(page.user_id):
            person.pages.discard(page)
            person.new_pages.discard(page)
            if not person.pages:
                del self.people[page.user_id]
                self.heads.pop(f"user.{page.user_id}", None)
        Hub.running().forget_if_idle(self)

    def is_idle(self):
        return not self.people

    async def pump(self):
        changed = self.take_changed()
        users = changed["user"] & self.people.keys()
        behind = {room: self._behind(room) for room in changed["room"]}
        try:
            news = await in_database(places_of, users, behind)
        except BaseException:
            self.put_back(changed)
            raise
        for pk in users | news.keys():
            if person := self.people.get(pk):
                known = {} if pk in users else person.places
                self._show(person, {**known, **news.get(pk, {})})

    def _behind(self, room_id):
        """The people whose pages a message in the room may have changed."""
        since = Hub.running().loop.time() - ANSWERED
        return [pk for pk, who in self.people.items() if who.may_be_behind(room_id, since)]

    def _show(self, person, places):
        before, person.places = person.places, places
        new_pages, person.new_pages = person.new_pages, set()
        is_same_list = _without_counts(before) == _without_counts(places)
        changed = [
            p for pk, p in places.items() if not before.get(pk) or before[pk].unread != p.unread
        ]
        for page in person.pages:
            if page in new_pages or not is_same_list:
                page.push(lists(places, page.room_id) + page.retitle("rooms", total(places)))
            elif changed:
                badges = "".join(badge(place.room_id, place.unread) for place in changed)
                page.push(badges + page.retitle("rooms", total(places)))


def _without_counts(places):
    return [place._replace(unread=0) for place in places.values()]
