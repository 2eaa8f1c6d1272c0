"""Names said with an @: found in the text, shown as a chip, told to the person."""

import re

from django.db.models import Q

from rooms.live.compiled import Given, Prepared
from rooms.models.connection import Connection
from rooms.models.membership import Membership
from rooms.models.notification import Notification, notify

NAME = re.compile(r"(?<![\w@/.])@([\w.+-]*\w)")
SNIPPET = 120


def find_mentions(room, texts):
    """For each text {name as typed, in lower case: [id, display name]} of the members it names."""
    named = [_named_in(text) for text in texts]
    if not any(named):
        return [{} for _ in texts]
    people = room.members.filter(is_active=True).values_list("username", "pk", "display_name")
    known = {name.lower(): [pk, shown] for name, pk, shown in people}
    return [{name: known[name] for name in names & known.keys()} for names in named]


def _named_in(text):
    """In lower case. To look for a bare @ first costs a hundredth."""
    return {name.lower() for name in NAME.findall(text)} if "@" in text else set()


def tell_about(room, messages):
    """Notify those whom each new message concerns and who are not looking at the room."""
    mentioned = {pk for message in messages for pk in _mentioned_in(message)}
    if not mentioned and not _who_wants_all(room=room.pk):
        return
    wants = Q(level=Membership.ALL) | Q(level=Membership.MENTIONS, user__in=mentioned)
    places = list(_not_looking(room).filter(wants))
    for message in messages:
        called = _mentioned_in(message)
        people = [p.user for p in places if p.level == Membership.ALL or p.user_id in called]
        _tell([person for person in people if person != message.author], message, called)


@Prepared
def _who_wants_all():
    places = Membership.objects.filter(room=Given("room"), level=Membership.ALL)
    return places.order_by().values_list("user")[:1]


def tell_about_edit(message, already):
    """Notify those whom the message names now and did not name before."""
    called = _mentioned_in(message) - set(already)
    places = _not_looking(message.room).filter(level=Membership.MENTIONS, user__in=called)
    _tell([p.user for p in places if p.user != message.author], message, called)


def _mentioned_in(message):
    return {pk for pk, _ in message.mentions.values()}


def _not_looking(room):
    looking = Connection.objects.open().filter(room=room).values("user")
    places = Membership.objects.filter(room=room, user__is_active=True)
    return places.exclude(user__in=looking).select_related("user")


def _tell(people, message, called):
    told = {Notification.MENTION: [], Notification.MESSAGE: []}
    for person in people:
        is_called = person.pk in called
        told[Notification.MENTION if is_called else Notification.MESSAGE].append(person)
    for kind, group in told.items():
        if group:
            text, url = words_about(message), message.get_absolute_url()
            notify(group, kind, text, url, room=message.room, message=message)


def words_about(message):
    """What the notification says."""
    where = "" if message.room.is_direct else f" in # {message.room.name}"
    body = " ".join(message.body.split())
    snippet = body if len(body) <= SNIPPET else body[: SNIPPET - 1] + "…"
    return f"{message.author}{where}: “{snippet}”"


def suggest(room, text):
    """Members whose name begins like the last word of the text, if that begins with an @."""
    start = re.search(r"(?<![\w@/.])@([\w.+-]*)$", text)
    if not start:
        return []
    begun = start[1]
    people = room.members.filter(
        Q(username__istartswith=begun) | Q(display_name__istartswith=begun), is_active=True
    ).order_by("display_name")[:8]
    before = text[: start.start()]
    return [(f"{before}@{person.username} ", person) for person in people]
