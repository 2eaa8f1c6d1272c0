from dataclasses import dataclass, field

from rooms.live.database import in_database
from rooms.live.feeds.coalescing_feed import CoalescingFeed
from rooms.live.hub import Hub
from rooms.site.sidebar import push_lists, push_unread, sidebar_rooms_of, total_unread

LOOKING = 15
"Seconds since its last pong for which a page is known to be looked at; the database says 20."


@dataclass
class Person:
    """Someone with pages in this process, and the rooms as those pages show them."""

    pages: set = field(default_factory=set)
    new_pages: set = field(default_factory=set)
    rooms: dict = field(default_factory=dict)

    def may_be_behind(self, room_id, since):
        """Whether a message in the room may change what their pages show.

        Not if nothing is unread there and a page that answered since then shows the room.
        """
        room = self.rooms.get(room_id)
        if room is None or room.unread:
            return room is not None
        return not any(p.room_id == room_id and p.last_pong_at > since for p in self.pages)


class SidebarFeed(CoalescingFeed):
    """Each person's rooms with their unread counts, and the sum in the title.

    One feed for all people of a process: a message costs one query for the memberships of all
    of them in its room, and one render for each count that differs.
    """

    kind = "sidebar"
    kinds = ("room", "user")
    throttle = 0.25
    delay = 0.1

    def __init__(self, key=None):
        super().__init__(key)
        self.people = {}

    def polled_topics(self):
        rooms = {room for person in self.people.values() for room in person.rooms}
        return [f"user.{pk}" for pk in self.people] + [f"room.{pk}" for pk in rooms]

    def subscribe(self, page):
        person = self.people.setdefault(page.user_id, Person())
        person.pages.add(page)
        person.new_pages.add(page)
        self.changed["user"].add(page.user_id)
        self.wake()

    def unsubscribe(self, page):
        if person := self.people.get(page.user_id):
            person.pages.discard(page)
            person.new_pages.discard(page)
            if not person.pages:
                del self.people[page.user_id]
                self.seqs.pop(f"user.{page.user_id}", None)
        Hub.running().discard_if_idle(self)

    def is_idle(self):
        return not self.people

    async def refresh(self):
        changed = self.take_changed()
        users = changed["user"] & self.people.keys()
        behind = {room: self._behind(room) for room in changed["room"]}
        try:
            news = await in_database(sidebar_rooms_of, users, behind)
        except BaseException:
            self.put_back(changed)
            raise
        for pk in users | news.keys():
            if person := self.people.get(pk):
                known = {} if pk in users else person.rooms
                self._push(person, {**known, **news.get(pk, {})})

    def _behind(self, room_id):
        """The people whose pages a message in the room may have changed."""
        since = Hub.running().loop.time() - LOOKING
        return [pk for pk, who in self.people.items() if who.may_be_behind(room_id, since)]

    def _push(self, person, rooms):
        before, person.rooms = person.rooms, rooms
        new_pages, person.new_pages = person.new_pages, set()
        is_same_list = _without_counts(before) == _without_counts(rooms)
        changed = [
            r for pk, r in rooms.items() if not before.get(pk) or before[pk].unread != r.unread
        ]
        for page in person.pages:
            if page in new_pages or not is_same_list:
                page.push(push_lists(rooms, page.room_id) + self._title(page, rooms))
            elif changed:
                counts = "".join(push_unread(room.room_id, room.unread) for room in changed)
                page.push(counts + self._title(page, rooms))

    def _title(self, page, rooms):
        return page.retitle("rooms", total_unread(rooms))


def _without_counts(rooms):
    return [room._replace(unread=0) for room in rooms.values()]
