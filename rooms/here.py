"""Who has a page open: in a room, or anywhere on the site."""

from functools import lru_cache
from typing import NamedTuple

from django.db.models import Max
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
    """Who is where: on the site, in one room; and the rooms in which one person reads."""

    on_site: tuple
    in_room: tuple
    reading: frozenset


def here_in(room_id):
    """The people in the room, by name."""
    return _people(Connection.objects.live().filter(room=room_id))


def here_on_site():
    return _people(Connection.objects.live())


def count_on_site():
    """How many people have a page open, in all processes."""
    return Connection.objects.live().values("user").distinct().count()


def presence_for(user, room_id=None):
    """The Presence that a page of that person shows, in one query."""
    rows = Connection.objects.live().order_by("user__display_name", "user_id", "room_id")
    rows = rows.values_list("user_id", "user__display_name", "user__hue", "room_id")
    rows = [(Person(*row[:3]), *row[3:]) for row in rows.annotate(seen=Max("seen_at"))]
    is_reading = timezone.now() - LOOKS
    return Presence(
        tuple(dict.fromkeys(person for person, _, _ in rows)),
        tuple(person for person, room, _ in rows if room and room == room_id),
        frozenset(
            room for person, room, seen in rows if person.pk == user.pk and seen > is_reading
        ),
    )


def _people(connections):
    people = User.objects.filter(pk__in=connections.values("user")).order_by("display_name", "pk")
    return tuple(Person(*row) for row in people.values_list("pk", "display_name", "hue"))


@lru_cache(maxsize=200)
def people_html(people):
    """The list in the sidebar; rendered once for each company."""
    return render_to_string("rooms/_people.html", _context(people))


@lru_cache(maxsize=500)
def presence_html(people):
    """The list beside the conversation."""
    return render_to_string("rooms/_presence.html", _context(people))


def _context(people):
    return {"people": people[:SHOWN], "more": max(len(people) - SHOWN, 0), "count": len(people)}
