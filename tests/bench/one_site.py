"""Measures one site in its own process: the milliseconds of what the part `scale` compares.

The environment says where the site is. Fifty people are online, in the lobby, on any site.
"""

import json
import os
import sys
import time
import uuid
from statistics import median

ONLINE, TIMES = 50, 40
LOBBY = "lobby"


def measure():
    site = Site()
    return {name: _milliseconds(action) for name, action in site.actions().items()}


def _milliseconds(action):
    """The median of many times, after a few that warm up."""
    times = []
    for _ in range(TIMES + 5):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return 1000 * median(times[5:])


class Site:
    """A site with people online, and one ordinary person who looks at it."""

    def __init__(self):
        from django.test import Client

        from rooms.chat.search.index import index
        from rooms.models import Connection, Room, User

        index().add_new()
        people = User.objects.filter(username__startswith="person-").order_by("pk")
        self.online, self.room = list(people[:ONLINE]), Room.objects.get(slug=LOBBY)
        self.person, self.client = people[7], Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(self.person)
        Connection.objects.all().delete()
        self.connections = Connection.objects.bulk_create(
            Connection(user=each, room=self.room, process="bench") for each in self.online
        )

    def actions(self):
        return {
            "a room's page": self.open_room,
            "a post": self.post,
            "entering": self.enter,
            "an announcement": self.announce,
            "a sidebar": self.show_sidebar,
            "who is here": self.show_presence,
            "a heartbeat of all": self.beat,
            "a search": self.search,
        }

    def open_room(self):
        assert self.client.get(f"/rooms/{LOBBY}/").status_code == 200

    def post(self):
        from rooms.models import Message

        Message.objects.post(self.room, self.online[0], "Shall we meet at seven?", uuid.uuid4())

    def enter(self):
        """Admit a page of the room, as its socket does."""
        from rooms.chat.pages import RoomPage
        from rooms.site.pages import REGISTRY

        page, cookie = RoomPage(), f"sessionid={self.client.cookies['sessionid'].value}"
        page.scope = {
            "path": f"/ws/rooms/{LOBBY}/",
            "query_string": b"",
            "headers": [(b"cookie", cookie.encode())],
            "client": ("127.0.0.1", 1),
            "url_route": {"kwargs": {"slug": LOBBY}},
        }
        assert REGISTRY.admit([page]) == [None]
        page.is_closed_well = True
        REGISTRY.closed([page])

    def announce(self):
        """Announce and withdraw; read each time what those online see, as the feeds do."""
        from rooms.announcements.rendering import banners_of
        from rooms.models import Announcement
        from rooms.notifications.bell import bells_of, notifications_of

        people = [person.pk for person in self.online]
        self.notifications = getattr(self, "notifications", None) or notifications_of(people)
        announcement = Announcement.objects.announce(None, "We are back at eight")
        for _ in range(2):
            banners_of(people)
            bells_of(people, self.notifications)
            announcement.withdraw()

    def show_sidebar(self):
        """Read a person's rooms anew, and the room of a message for all who are online."""
        from rooms.site.sidebar import choose, push_lists, sidebar_rooms_of

        rooms = sidebar_rooms_of([self.person.pk])[self.person.pk]
        push_lists(choose(rooms, {self.room.pk}).lists, self.room.pk)
        sidebar_rooms_of([], {self.room.pk: [person.pk for person in self.online]})

    def show_presence(self):
        from rooms.presence import people

        people.clear()
        people.presence()
        people.presence_in(self.room.pk)

    def search(self):
        """The newest messages with two words, with a rare one, with one that nobody wrote."""
        from rooms.chat.search.grammar import read_query
        from rooms.chat.search.results import search

        for words in ("the on", "quarry van", "kingfisher"):
            search(self.person, read_query(words))

    def beat(self):
        from rooms.models import Connection

        Connection.objects.filter(pk__in=[each.pk for each in self.connections]).touch()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    import django

    django.setup()
    json.dump(measure(), sys.stdout)
