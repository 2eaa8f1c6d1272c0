"""Who has a page open: in a room, or anywhere on the site.

Of many people only the first few are read, as lists show no more: a list of five thousand names
would be read again every second or two.
"""

from collections import defaultdict
from functools import lru_cache
from time import monotonic
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef

from rooms.models import Connection, User
from rooms.models.user import initials_of

SHOWN = 50


class Person(NamedTuple):
    """What the lists of people show of somebody."""

    pk: int
    display_name: str
    hue: int
    is_away: bool = False

    @property
    def initials(self):
        return initials_of(self.display_name)


class People(NamedTuple):
    """The people of a list: how many, and the first of them by name."""

    count: int = 0
    shown: tuple = ()


class Presence(NamedTuple):
    """Who is on the site, and the rooms that each person reads."""

    on_site: People
    reading: dict


def people_in(room_id):
    """The People in the room."""
    return _people(Connection.objects.live().filter(room=room_id))


def ids_in(room_id):
    """The ids of all of them."""
    rows = Connection.objects.live().filter(room=room_id)
    return frozenset(rows.values_list("user_id", flat=True))


def people_on_site():
    return _people(Connection.objects.live().of_team())


def count_on_site():
    """How many people have a page open, across all processes."""
    return _count(Connection.objects.live().of_team())


def presence():
    """The Presence for rendering pages: at most a second old, read once for all of them."""
    return _presence(int(monotonic()))


def presence_in(room_id):
    """The People in the room, read once a second as well."""
    return _presence_in(room_id, int(monotonic()))


@lru_cache(maxsize=1)
def _presence(second):
    reading = defaultdict(set)
    for user, room in Connection.objects.reading().values_list("user_id", "room_id"):
        reading[user].add(room)
    return Presence(people_on_site(), dict(reading))


@lru_cache(maxsize=1_000)
def _presence_in(room_id, second):
    return people_in(room_id)


def clear():
    """Drop what is cached, for tests, which are faster than a second."""
    _presence.cache_clear()
    _presence_in.cache_clear()


def first_named(user_ids, count):
    """The first so many of these people, by name."""
    return _by_name(User.objects.filter(pk__in=user_ids), count)


def _people(connections):
    found = _by_name(User.objects.filter(pk__in=connections.values("user")), SHOWN + 1)
    count = len(found) if len(found) <= SHOWN else _count(connections)
    return People(count, found[:SHOWN])


def _by_name(people, count):
    is_away = ~Exists(Connection.objects.present().filter(user=OuterRef("pk")))
    rows = people.order_by("display_name", "pk").values_list("pk", "display_name", "hue", is_away)
    return tuple(map(Person._make, rows[:count]))


def _count(connections):
    return connections.aggregate(people=Count("user", distinct=True))["people"]
