"""A person's rooms as the sidebar shows them, for the page and for the feed.

Of many rooms it shows those that matter: the ones that are open or unread, then those with the
latest messages. The page of all rooms has the rest.
"""

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from rooms.live.compiled import CompiledQuery, Param
from rooms.live.fragments import fragment
from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Membership, Room
from rooms.models.unread import with_unread

MAX_UNREAD = 100
MAX_ROOMS, MAX_DIRECTS = 30, 20
MANY = 1_000


class SidebarRoom(NamedTuple):
    room_id: int
    slug: str
    name: str
    is_direct: bool
    unread: int


class RoomList(NamedTuple):
    """One of the two lists: what it shows, by id, and of how many rooms in all."""

    shown: tuple = ()
    total: int = 0
    is_direct: bool = False

    @property
    def is_cut(self):
        return self.total > len(self.shown)


class Sidebar(NamedTuple):
    rooms: RoomList = RoomList()
    directs: RoomList = RoomList(is_direct=True)
    unread: int = 0

    @property
    def lists(self):
        return self.rooms, self.directs


def sidebar_rooms_of(user_ids, behind=None):
    """{user: {room: SidebarRoom}} for all rooms of the users, and of `behind`: {room: users}.

    The room with the latest message is last.
    """
    behind = behind or {}
    asked = [_memberships(room, users) for room, users in behind.items() if users]
    if user_ids:
        asked.append(Q(user__in=user_ids))
    if not asked:
        return {}
    rows = _rows(with_unread(Membership.objects.filter(reduce(or_, asked))))
    people = {*user_ids}.union(*behind.values())
    return _named(_by_user(row for row in rows if row[0] in people))


def _memberships(room, users):
    """Of very many, the memberships of all are read in a quarter of the time."""
    return Q(room=room, user__in=users) if len(users) < MANY else Q(room=room)


def sidebar_for(user, reading):
    """The Sidebar of one person, of whom it is known which rooms they read."""
    rooms = _by_user(_rows_of_one(user=user.pk))[user.pk]
    rooms |= {pk: rooms[pk]._replace(unread=0) for pk in reading & rooms.keys()}
    sidebar = choose(rooms, reading)
    shown = {room.room_id: room for room in sidebar.directs.shown}
    named = tuple(_named({user.pk: shown})[user.pk].values())
    return sidebar._replace(directs=sidebar.directs._replace(shown=named))


def choose(rooms, open_rooms):
    """The Sidebar for these rooms, as `sidebar_rooms_of` has them; the open ones are shown."""
    directs = [room for room in rooms.values() if room.is_direct]
    others = [room for room in rooms.values() if not room.is_direct]
    unread = sum(room.unread for room in rooms.values())
    return Sidebar(
        RoomList(_most_relevant(others, MAX_ROOMS, open_rooms), len(others)),
        RoomList(_most_relevant(directs, MAX_DIRECTS, open_rooms), len(directs), True),
        unread,
    )


def _most_relevant(rooms, limit, open_rooms):
    if len(rooms) > limit:
        latest_first = reversed(rooms)
        rooms = sorted(latest_first, key=lambda r: (r.room_id not in open_rooms, not r.unread))
    return tuple(sorted(rooms[:limit]))


def _rows(memberships):
    rows = memberships.listed().filter(room__archived_at=None).exclude(level=Membership.HIDDEN)
    latest = Coalesce("room__last_posted_at", "room__created_at")
    return rows.order_by(latest, "room_id").values_list(
        "user_id", "room_id", "room__slug", "room__name", "room__kind", "unread"
    )


@CompiledQuery
def _rows_of_one():
    memberships = Membership.objects.filter(user=Param("user"))
    return _rows(memberships.annotate(unread=F("room__posts") - F("read_posts")))


def _by_user(rows):
    """{user: {room: SidebarRoom}}; direct rooms have no name yet."""
    rooms = defaultdict(dict)
    for user, room, slug, name, kind, unread in rows:
        unread = min(max(unread, 0), MAX_UNREAD)
        rooms[user][room] = SidebarRoom(room, slug, name, kind == Room.DIRECT, unread)
    return rooms


def _named(rooms):
    """{user: {room: SidebarRoom}} with the names of direct rooms."""
    people = _people_in({pk for own in rooms.values() for pk in own if own[pk].is_direct})
    for user, own in rooms.items():
        for pk in people.keys() & own.keys():
            own[pk] = own[pk]._replace(name=_direct_name(people[pk], user))
    return rooms


def direct_names(room_ids, viewer_id):
    """{room: what the viewer calls it} for direct rooms: the names of the others in it."""
    return {pk: _direct_name(people, viewer_id) for pk, people in _people_in(room_ids).items()}


def _people_in(room_ids):
    """{room: [(id, name), …]} by name."""
    found = defaultdict(list)
    if room_ids:
        people = Membership.objects.filter(room__in=room_ids).order_by("user__display_name")
        for room, pk, name in people.values_list("room_id", "user_id", "user__display_name"):
            found[room].append((pk, name))
    return found


def _direct_name(people, viewer_id):
    others = [name for pk, name in people if pk != viewer_id] or [people[0][1]]
    return ", ".join(others)


@fragment
def _room_html(room, is_current):
    """One line of the list."""
    return render_to_string("site/_sidebar_room.html", {"room": room, "is_current": is_current})


@fragment
def _more_html(is_direct, total):
    """The last line of a list that does not show all."""
    context = {"is_direct": is_direct, "total": total}
    return render_to_string("site/_sidebar_more.html", context)


def list_html(rooms, current=None):
    """The lines of a RoomList."""
    lines = [_room_html(room, room.room_id == current) for room in rooms.shown]
    if rooms.is_cut:
        lines.append(_more_html(rooms.is_direct, rooms.total))
    return mark_safe("".join(lines))


@fragment
def push_lists(lists, current=None):
    """Both lists as a push."""
    rooms, directs = lists
    return (
        replace_inside("#places", list_html(rooms, current))
        + replace_inside("#directs", list_html(directs, current))
        + EMPTY_SINK
    )


@fragment
def push_unread(room_id, unread):
    """The unread count of one room as a push."""
    html = render_to_string("site/_unread.html", {"unread": unread})
    return replace_inside(f"#place-{room_id} .place__unread", html) + EMPTY_SINK
