"""Mentions: which members a text names, and who is notified of a message."""

from django.db.models import Q

from rooms.markup import has_names, names_in
from rooms.models.connection import Connection
from rooms.models.membership import Membership
from rooms.models.notification import Notification, notify

SNIPPET = 120


def resolve_mentions(room, texts):
    """For each text {folded username: [id, display name]} of the members it names."""
    if not any(map(has_names, texts)):
        return [{} for _ in texts]
    people = room.members.filter(is_active=True).values_list("username_key", "pk", "display_name")
    known = {name: [pk, shown] for name, pk, shown in people}
    return [{name: known[name] for name in names_in(text, known)} for text in texts]


def notify_of_messages(room, messages):
    """Notify those whom each new message concerns: if they are named, or in a direct room, always;
    else if they are not reading the room."""
    mentioned = {pk for message in messages for pk in _mentioned_in(message)}
    if not mentioned and not room.memberships.filter(level=Membership.ALL).exists():
        return
    wants = Q(level=Membership.ALL) | Q(level=Membership.MENTIONS, user__in=mentioned)
    memberships = list(_members(room).filter(wants))
    if not room.is_direct:
        reading = _reading(room) if any(m.level == Membership.ALL for m in memberships) else ()
        memberships = [m for m in memberships if m.user_id in mentioned or m.user_id not in reading]
    for message in messages:
        named = _mentioned_in(message)
        people = [m.user for m in memberships if m.level == Membership.ALL or m.user_id in named]
        _notify([person for person in people if person != message.author], message, named)


def notify_of_edit(message, already):
    """Notify those whom the message names now and did not name before."""
    named = _mentioned_in(message) - set(already)
    memberships = _members(message.room).filter(level=Membership.MENTIONS, user__in=named)
    _notify([m.user for m in memberships if m.user != message.author], message, named)


def _mentioned_in(message):
    return {pk for pk, _ in message.mentions.values()}


def _members(room):
    return Membership.objects.filter(room=room, user__is_active=True).select_related("user")


def _reading(room):
    return set(Connection.objects.reading().filter(room=room).values_list("user", flat=True))


def _notify(people, message, named):
    by_kind = {Notification.MENTION: [], Notification.MESSAGE: []}
    for person in people:
        kind = Notification.MENTION if person.pk in named else Notification.MESSAGE
        by_kind[kind].append(person)
    for kind, group in by_kind.items():
        if group:
            text, url = notification_text(message), message.get_absolute_url()
            notify(group, kind, text, url, room=message.room, message=message)


def notification_text(message):
    """What the notification of the message says."""
    where = "" if message.room.is_direct else f" in # {message.room.name}"
    body = " ".join(message.body.split())
    snippet = body if len(body) <= SNIPPET else body[: SNIPPET - 1] + "…"
    return f"{message.author}{where}: “{snippet}”"
