"""Rooms and messages, looked up through the person who asks: a stranger gets 404."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404

from rooms.live.compiled import CompiledQuery, Param, columns, instance
from rooms.models import Counter, Membership, Message, Room, User


def membership_of(user, slug):
    """The person's membership in that room, with the room, which knows whether it `has_counters`.

    404 for a stranger. Whoever is in the room of a thread becomes a member of the thread by it.
    """
    rows = _memberships_of(user=user.pk, slug=slug)
    if not rows and _opens_thread(user, slug):
        rows = _memberships_of(user=user.pk, slug=slug)
    if not rows:
        raise Http404("not a member of such a room")
    has_counters, *row = rows[0]
    membership = instance(Membership, MEMBERSHIP_COLUMNS, row[: len(MEMBERSHIP_COLUMNS)])
    membership.room = instance(Room, ROOM_COLUMNS, row[len(MEMBERSHIP_COLUMNS) :])
    membership.room.has_counters = bool(has_counters)
    membership.user = user
    return membership


def _opens_thread(user, slug):
    thread = Room.objects.filter(slug=slug, parent__members=user).first()
    return thread is not None and thread.memberships.open_thread(user)


def membership_for(user, message):
    """The person's membership where a message is that they may read."""
    return membership_of(user, message.room.slug)


MEMBERSHIP_COLUMNS, ROOM_COLUMNS = columns(Membership), columns(Room)


@CompiledQuery
def _memberships_of():
    memberships = Membership.objects.of_team().filter(user=Param("user"), room__slug=Param("slug"))
    has_counters = Exists(Counter.objects.filter(room=OuterRef("room")))
    return memberships.values_list(
        has_counters, *MEMBERSHIP_COLUMNS, *(f"room__{name}" for name in ROOM_COLUMNS)
    )


def memberships_by_id(ids):
    """{id: membership} of those of active people, with room and user; one room is one object."""
    found, rooms = {}, {}
    for row in _memberships_by_id(ids=ids) if ids else ():
        membership = instance(Membership, MEMBERSHIP_COLUMNS, row[:USER_AT])
        membership.user = instance(User, USER_COLUMNS, row[USER_AT:ROOM_AT])
        if membership.room_id not in rooms:
            rooms[membership.room_id] = instance(Room, ROOM_COLUMNS, row[ROOM_AT:])
        membership.room = rooms[membership.room_id]
        found[membership.pk] = membership
    return found


USER_COLUMNS = columns(User)
USER_AT = len(MEMBERSHIP_COLUMNS)
ROOM_AT = USER_AT + len(USER_COLUMNS)


@CompiledQuery
def _memberships_by_id(size):
    ids = Param.each("ids", size)
    memberships = Membership.objects.filter(pk__in=ids, user__is_active=True)
    return memberships.values_list(
        *MEMBERSHIP_COLUMNS,
        *(f"user__{name}" for name in USER_COLUMNS),
        *(f"room__{name}" for name in ROOM_COLUMNS),
    )


def message_for(user, pk):
    """The message, if the person may read its room; 404 otherwise."""
    messages = Message.objects.select_related("room__parent", "author")
    return get_object_or_404(messages, pk=pk, room__in=Room.objects.readable_by(user))


def find_message(room, pk):
    """The message with that id in this room, or Message.DoesNotExist."""
    return Message.objects.select_related("author").get(room=room, pk=pk)


def quoted_in(room, pk):
    """The message of that id in the room, which is not deleted; None if there is none."""
    messages = Message.objects.select_related("author")
    quoted = read_id(pk) and messages.filter(room=room, pk=read_id(pk), deleted_at=None).first()
    if quoted:
        quoted.room = room
    return quoted or None


def read_id(text):
    """The id that a query string names; 0, which nothing has, if it names none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0
