"""Who is notified of a message."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from rooms.markup import ROOM
from rooms.models.audit import stored_language
from rooms.models.connection import Connection
from rooms.models.membership import Membership
from rooms.models.notification import Notification, notify

SNIPPET = 120
_TOLD = Q(level__in=Membership.TOLD)


def notify_of_messages(room, messages, except_for=()):
    """Notify those whom each new message concerns: if they are named, or in a direct room, always;
    else if they are not reading the room. The ids in `except_for` are told already."""
    mentioned = mentioned_in(messages)
    has_everyone = any(names_everyone(message.mentions) for message in messages)
    if not (mentioned or has_everyone or _is_heard(room)):
        return
    wants = Q(level=Membership.ALL) | Q(level=Membership.MENTIONS, user__in=mentioned)
    told = _TOLD if has_everyone else wants
    memberships = list(_members(room).filter(told).exclude(user__in=except_for))
    may_read = not room.is_direct and any(m.level == Membership.ALL for m in memberships)
    reading = _reading(room) if may_read else ()
    for message in messages:
        named = _named_by(message, memberships)
        people = [
            each.user
            for each in memberships
            if each.user_id in named
            or (each.level == Membership.ALL and each.user_id not in reading)
        ]
        _notify([person for person in people if person != message.author], message, named)


def notify_of_edit(message, named):
    """Notify these ids, whom an edit of the message names and who were not told before."""
    room, level = message.room, Membership.MENTIONS
    if room.is_thread:
        named, level = room.memberships.follow_mentioned(named), Membership.ALL
    memberships = _members(room).filter(level=level, user__in=named)
    _notify([each.user for each in memberships], message, named)


@transaction.atomic
def remind(membership, message):
    """Tell the person once more of a thread's messages from this one on, as of new ones."""
    since = membership.room.messages.filter(seq__gte=message.seq)
    notifications = membership.user.notifications.filter(message__in=since)
    if not notifications.mark_unread():
        _notify([membership.user], message, ids_in(message.mentions))


def mentioned_in(messages):
    """The ids of the people whom they name, besides everyone in the room."""
    return {pk for message in messages for pk in ids_in(message.mentions)}


def ids_in(mentions):
    """The ids of the people in a message's mentions, besides everyone in the room."""
    ids = set()
    for meant in mentions.values():
        ids.update(meant[:1] if isinstance(meant, list) else meant["people"] or ())
    return ids


def names_everyone(mentions):
    return ROOM in mentions and isinstance(mentions[ROOM], dict)


def _named_by(message, memberships):
    if names_everyone(message.mentions):
        return {each.user_id for each in memberships}
    return ids_in(message.mentions)


def _is_heard(room):
    return room.memberships.filter(level=Membership.ALL).exists()


def _members(room):
    return Membership.objects.filter(room=room, user__is_active=True).select_related("user")


def _reading(room):
    return set(Connection.objects.reading().filter(room=room).values_list("user", flat=True))


def _notify(people, message, named):
    else_kind = Notification.REPLY if message.room.is_thread else Notification.MESSAGE
    by_kind = {Notification.MENTION: [], else_kind: []}
    for person in people:
        by_kind[Notification.MENTION if person.pk in named else else_kind].append(person)
    for kind, group in by_kind.items():
        if group:
            text, url = notification_text(message), _address(message)
            notify(group, kind, text, url, room=message.room, message=message)


def _address(message):
    if message.room.is_support:
        return f"{message.room.get_absolute_url()}#message-{message.pk}"
    return message.get_absolute_url()


def notification_text(message):
    """What the notification of the message says."""
    body = " ".join(message.body.split())
    snippet = body if len(body) <= SNIPPET else body[: SNIPPET - 1] + "…"
    room = message.room.parent if message.room.is_thread else message.room
    with stored_language():
        sentence = _sentence(message.room.is_thread, room.is_named)
        return sentence % {"author": message.author, "room": room.name, "text": snippet}


def _sentence(is_reply, is_named):
    """Names of direct rooms are other ones for each of their people, and are not said."""
    if is_reply and is_named:
        return gettext("%(author)s replied in a thread you follow in # %(room)s: “%(text)s”")
    if is_reply:
        return gettext("%(author)s replied in a thread you follow: “%(text)s”")
    if is_named:
        return gettext("%(author)s in # %(room)s: “%(text)s”")
    return gettext("%(author)s: “%(text)s”")
