"""Who has a page open: in a room, or anywhere on the site."""

from collections import defaultdict
from functools import lru_cache
from time import monotonic
from typing import NamedTuple

from django.db.models import Count, Max
from django.utils import timezone

from rooms.models import Connection, User
from rooms.models.connection import LOOKING_TTL
from rooms.models.user import initials_of


class Person(NamedTuple):
    """What the lists of people show of somebody."""

    pk: int
    display_name: str
    hue: int

    @property
    def initials(self):
        return initials_of(self.display_name)


class Presence(NamedTuple):
    """Who is where: on the site, in each room; and the rooms that each person looks at."""

    on_site: tuple
    in_rooms: dict
    looking_at: dict


def people_in(room_id):
    """The people in the room, by name."""
    return _people(Connection.objects.live().filter(room=room_id))


def people_on_site():
    return _people(Connection.objects.live())


def count_on_site():
    """How many people have a page open, across all processes."""
    return Connection.objects.live().aggregate(people=Count("user", distinct=True))["people"]


def presence():
    """The Presence for rendering pages: at most a second old, read once for all of them."""
    return _presence(int(monotonic()))


@lru_cache(maxsize=1)
def _presence(second):
    rows = Connection.objects.live().order_by("user__display_name", "user_id", "room_id")
    rows = rows.values_list("user_id", "user__display_name", "user__hue", "room_id")
    on_site, in_rooms, looking_at = {}, defaultdict(list), defaultdict(set)
    is_looking = timezone.now() - LOOKING_TTL
    for *columns, room, seen_at in rows.annotate(seen=Max("seen_at")):
        person = on_site.setdefault(columns[0], Person(*columns))
        in_rooms[room].append(person)
        if seen_at > is_looking:
            looking_at[person.pk].add(room)
    in_rooms = {room: tuple(people) for room, people in in_rooms.items() if room}
    return Presence(tuple(on_site.values()), in_rooms, dict(looking_at))


def clear():
    """Drop the cached Presence, for tests, which are faster than a second."""
    _presence.cache_clear()


def _people(connections):
    people = User.objects.filter(pk__in=connections.values("user")).order_by("display_name", "pk")
    return tuple(map(Person._make, people.values_list("pk", "display_name", "hue")))
