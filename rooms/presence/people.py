"""Who has a page open: in a room, or anywhere on the site."""

from collections import defaultdict
from functools import lru_cache
from time import monotonic
from typing import NamedTuple

from django.db.models import Count, Max
from django.template.loader import render_to_string
from django.utils import timezone

from rooms.models import Connection, User
from rooms.models.connection import LOOKS
from rooms.models.user import initials_of

SHOWN = 50


class Person(NamedTuple):
    """All of somebody that the lists of people show."""

    pk: int
    display_name: str
    hue: int

    @property
    def initials(self):
        return initials_of(self.display_name)


class Presence(NamedTuple):
    """Who is where: on the site, in each room; and the rooms in which each person reads."""

    on_site: tuple
    in_rooms: dict
    reading: dict


def here_in(room_id):
    """The people in the room, by name."""
    return _people(Connection.objects.live().filter(room=room_id))


def here_on_site():
    return _people(Connection.objects.live())


def count_on_site():
    """How many people have a page open, in all processes."""
    return Connection.objects.live().aggregate(people=Count("user", distinct=True))["people"]


def presence():
    """The Presence that pages are made with: at most a second old, read once for all of them."""
    return _presence(int(monotonic()))


@lru_cache(maxsize=1)
def _presence(second):
    rows = Connection.objects.live().order_by("user__display_name", "user_id", "room_id")
    rows = rows.values_list("user_id", "user__display_name", "user__hue", "room_id")
    on_site, in_rooms, reading = {}, defaultdict(list), defaultdict(set)
    is_reading = timezone.now() - LOOKS
    for *about, room, seen in rows.annotate(seen=Max("seen_at")):
        person = on_site.setdefault(about[0], Person(*about))
        in_rooms[room].append(person)
        if seen > is_reading:
            reading[person.pk].add(room)
    in_rooms = {room: tuple(people) for room, people in in_rooms.items() if room}
    return Presence(tuple(on_site.values()), in_rooms, dict(reading))


def forget():
    """Read anew who is where; for tests, where a second is long."""
    _presence.cache_clear()


def _people(connections):
    people = User.objects.filter(pk__in=connections.values("user")).order_by("display_name", "pk")
    return tuple(map(Person._make, people.values_list("pk", "display_name", "hue")))


@lru_cache(maxsize=200)
def people_html(people):
    """The list in the sidebar; rendered once for each company."""
    return render_to_string("presence/_people.html", _context(people))


@lru_cache(maxsize=500)
def presence_html(people):
    """The list beside the conversation."""
    return render_to_string("presence/_presence.html", _context(people))


def _context(people):
    return {"people": people[:SHOWN], "more": max(len(people) - SHOWN, 0), "count": len(people)}
