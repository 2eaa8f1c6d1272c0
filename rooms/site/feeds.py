from dataclasses import dataclass, field

from rooms.live.database import in_database
from rooms.live.feeds.coalescing_feed import CoalescingFeed
from rooms.live.hub import Hub
from rooms.site.sidebar import Sidebar, choose, push_lists, push_unread, sidebar_rooms_of

READING = 15
"Seconds since its last pong for which a page is known to be read; the database says 20."


@dataclass
class Person:
    """Someone with pages in this process, and the rooms as those pages show them."""

    pages: set = field(default_factory=set)
    new_pages: set = field(default_factory=set)
    rooms: dict = field(default_factory=dict)
    "All of them, that with the latest message last."
    shown: Sidebar = field(default_factory=Sidebar)

    def may_be_behind(self, room_id, since):
        """Whether a message in the room may change what their pages show.

        Not if nothing is unread there and a page that answered since then is read.
        """
        room = self.rooms.pop(room_id, None)
        if room is None:
            return False
        self.rooms[room_id] = room  # now last
        if room.unread:
            return True
        reading = (page for page in self.pages if page.room_id == room_id and page.is_reading)
        return not any(page.last_pong_at > since for page in reading)

    def update(self, rooms):
        """Take over these rooms; return the Sidebar before."""
        before = self.shown
        self.rooms = rooms
        self.shown = choose(rooms, {page.room_id for page in self.pages})
        return before


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
                self._push(person, merged(known, news.get(pk, {})))

    def _behind(self, room_id):
        """The people whose pages a message in the room may have changed."""
        since = Hub.running().loop.time() - READING
        return [pk for pk, who in self.people.items() if who.may_be_behind(room_id, since)]

    def _push(self, person, rooms):
        before, shown = person.update(rooms), person.shown
        new_pages, person.new_pages = person.new_pages, set()
        is_same_list = without_counts(before) == without_counts(shown)
        changed = "".join(push_changed_counts(before, shown)) if is_same_list else ""
        for page in person.pages:
            if page in new_pages or not is_same_list:
                page.push(push_lists(shown.lists, page.home_id) + self._title(page, shown))
            elif before != shown:
                page.push(changed + self._title(page, shown))

    def _title(self, page, sidebar):
        return page.retitle("rooms", sidebar.unread)


def merged(rooms, news):
    """The rooms with these as they are now, which have the latest messages."""
    return {pk: room for pk, room in rooms.items() if pk not in news} | news


def without_counts(sidebar):
    return [
        rooms._replace(shown=tuple(room._replace(unread=0) for room in rooms.shown))
        for rooms in sidebar.lists
    ]


def push_changed_counts(before, shown):
    """For each room of the same lists whose unread count is another, its push."""
    for old, new in zip(before.lists, shown.lists, strict=True):
        for was, room in zip(old.shown, new.shown, strict=True):
            if was.unread != room.unread:
                yield push_unread(room.room_id, room.unread)
