"""Names said with an @: found in the text, shown as a chip, told to the person."""

import re

from django.db.models import Q

from rooms.models.connection import Connection
from rooms.models.membership import Membership
from rooms.models.notification import Notification, notify

NAME = re.compile(r"(?<![\w@/.])@([\w.+-]*\w)")
SNIPPET = 120


def find_mentions(room, text):
    """{name as typed, in lower case: [id, display name]} of the members the text names."""
    names = {name.lower() for name in NAME.findall(text)}
    if not names:
        return {}
    people = room.members.filter(is_active=True).values_list("username", "pk", "display_name")
    return {name.lower(): [pk, shown] for name, pk, shown in people if name.lower() in names}


def tell_about(message, already=()):
    """Notify those whom the message concerns and who are not looking at the room."""
    mentioned = [pk for pk, _ in message.mentions.values() if pk not in already]
    places = _places_to_tell(message, mentioned, already)
    told = {True: [], False: []}
    for place in places:
        told[place.user_id in mentioned].append(place.user)
    for is_mention, people in told.items():
        if people:
            kind = Notification.MENTION if is_mention else Notification.MESSAGE
            text, url = words_about(message), message.get_absolute_url()
            notify(people, kind, text, url, room=message.room, message=message)


def _places_to_tell(message, mentioned, already):
    wants = Q(level=Membership.MENTIONS, user__in=mentioned)
    if not already:
        wants |= Q(level=Membership.ALL)
    looking = Connection.objects.open().filter(room=message.room).values("user")
    places = Membership.objects.filter(wants, room=message.room, user__is_active=True)
    return places.exclude(user=message.author).exclude(user__in=looking).select_related("user")


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
