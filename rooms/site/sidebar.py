"""A person's rooms as the sidebar shows them, for the page and for the feed."""

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from rooms.live.compiled import CompiledQuery, Param
from rooms.live.fragments import fragment
from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Membership, Room
from rooms.models.unread import with_unread

MAX_UNREAD = 100


class SidebarRoom(NamedTuple):
    room_id: int
    slug: str
    name: str
    is_direct: bool
    unread: int


def sidebar_rooms_of(user_ids, behind=None):
    """{user: {room: SidebarRoom}} for all rooms of the users, and of `behind`: {room: users}."""
    wanted = [Q(room=room, user__in=users) for room, users in (behind or {}).items() if users]
    if user_ids:
        wanted.append(Q(user__in=user_ids))
    if not wanted:
        return {}
    return _sidebar_rooms(_rows(with_unread(Membership.objects.filter(reduce(or_, wanted)))))


def sidebar_rooms_for(user, looking_at):
    """{room: SidebarRoom} of one person, of whom it is known which rooms they look at."""
    rooms = _sidebar_rooms(_rows_of_one(user=user.pk))[user.pk]
    return rooms | {pk: rooms[pk]._replace(unread=0) for pk in looking_at & rooms.keys()}


def _rows(memberships):
    rows = memberships.filter(room__archived_at=None).exclude(level=Membership.HIDDEN)
    return rows.order_by("room_id").values_list(
        "user_id", "room_id", "room__slug", "room__name", "room__kind", "unread"
    )


@CompiledQuery
def _rows_of_one():
    memberships = Membership.objects.filter(user=Param("user"))
    return _rows(memberships.annotate(unread=F("room__posts") - F("read_posts")))


def _sidebar_rooms(rows):
    rows = list(rows)
    names = _direct_names({room for _, room, _, _, kind, _ in rows if kind == Room.DIRECT})
    rooms = defaultdict(dict)
    for user, room, slug, name, kind, unread in rows:
        is_direct = kind == Room.DIRECT
        if is_direct:
            others = [other for pk, other in names[room] if pk != user] or [names[room][0][1]]
            name = ", ".join(others)
        unread = min(max(unread, 0), MAX_UNREAD)
        rooms[user][room] = SidebarRoom(room, slug, name, is_direct, unread)
    return rooms


def _direct_names(room_ids):
    names = defaultdict(list)
    if room_ids:
        people = Membership.objects.filter(room__in=room_ids).order_by("user__display_name")
        for room, pk, name in people.values_list("room_id", "user_id", "user__display_name"):
            names[room].append((pk, name))
    return names


def total_unread(rooms):
    return sum(room.unread for room in rooms.values())


@fragment
def _room_html(room, is_current):
    """One line of the list."""
    return render_to_string("site/_sidebar_room.html", {"room": room, "is_current": is_current})


def rooms_html(rooms, is_direct, current=None):
    """The lines of one of the two lists: rooms, or direct conversations."""
    lines = [_room_html(r, r.room_id == current) for r in rooms if r.is_direct == is_direct]
    return mark_safe("".join(lines))


def push_lists(rooms, current=None):
    """Both lists as a push."""
    return _push_lists(tuple(rooms.values()), current)


@fragment
def _push_lists(rooms, current):
    return (
        replace_inside("#places", rooms_html(rooms, False, current))
        + replace_inside("#directs", rooms_html(rooms, True, current))
        + EMPTY_SINK
    )


@fragment
def push_unread(room_id, unread):
    """The unread count of one room as a push."""
    html = render_to_string("site/_unread.html", {"unread": unread})
    return replace_inside(f"#place-{room_id} .place__unread", html) + EMPTY_SINK
