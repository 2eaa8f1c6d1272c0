"""Makes a site large: many people, rooms, messages and notifications, to see how it copes.

One room in a hundred is open, one in five direct, the others have about forty members, and one
person, the guest, is in all of them. A few rooms have most of the messages, as on any site.
Every tenth message mentions a member, who is notified.
"""

import secrets
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from string import ascii_uppercase
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rooms.management.transcript import next_message
from rooms.models import Membership, Message, Notification, Room, User
from rooms.models.mentions import notification_text

PREFIX = "person-"
NAMES = Path(__file__).parent / "demo/names.txt"
FIRST, LAST, PLACES, THEMES = map(str.split, NAMES.read_text(encoding="utf-8").splitlines())
MEMBERS, MENTION_EVERY, PERIOD = 40, 10, timedelta(days=60)
ROWS_AT_ONCE, ROWS_IN_TRANSACTION = 1_000, 20_000


class Contents(NamedTuple):
    """What belongs to one room, not stored yet."""

    room: Room
    memberships: list
    messages: list


def gather(guest, password, bodies, *, people, rooms, messages, report):
    """Add so many people, rooms and messages, and a notification for every ten messages.

    guest: who is in all the rooms. password: that of all the people. bodies: texts of messages,
    used again and again. report: called with a line about the progress now and then.
    """
    welcome(people, password)
    report(f"{people:,} people")
    stored = 0
    for batch in _batches(make_rooms(guest, bodies, rooms, messages)):
        store(batch)
        stored += sum(len(each.messages) for each in batch)
        report(f"{stored:,} of {messages:,} messages")
    User.objects.update(seq=F("seq") + 1, bell_seq=F("bell_seq") + 1)


@transaction.atomic
def welcome(count, password):
    """Let people join. They share one hash of the password, as hashing takes long."""
    shared = make_password(password)
    first = User.objects.filter(username__startswith=PREFIX).count() + 1
    people = [_person(number, shared) for number in range(first, first + count)]
    User.objects.bulk_create(people, ROWS_AT_ONCE)
    for room in Room.objects.open().active():
        places = [_membership(room, person) for person in people]
        Membership.objects.bulk_create(places, ROWS_AT_ONCE)


def _person(number, password):
    rest, first = divmod(number, len(FIRST))
    rest, last = divmod(rest, len(LAST))
    middle = ascii_uppercase[rest % len(ascii_uppercase)]
    return User(
        username=f"{PREFIX}{number}",
        display_name=f"{FIRST[first]} {middle}. {LAST[last]}",
        password=password,
        hue=number * 37 % 360,
    )


def _membership(room, person, unread=0):
    return Membership(
        room=room,
        user=person,
        level=Membership.ALL if room.is_direct else Membership.MENTIONS,
        read_seq=room.seq - unread,
        read_posts=room.posts - unread,
    )


def make_rooms(guest, bodies, count, messages):
    """The Contents of each new room, that with the most messages first."""
    choice, bodies, now = Random(1), cycle(bodies), timezone.now()
    everyone = list(User.objects.active().exclude(pk=guest.pk).order_by("pk"))
    partners, first = _partners(guest, everyone), Room.objects.count()
    for number, posts in enumerate(shares(count, messages)):
        partner = next(partners, None) if number % 5 == 2 else None
        room = _direct(guest, partner) if partner else _room(first + number, number, guest)
        members = [guest, partner] if partner else _members(room, guest, everyone, choice)
        written = [_write(room, members, bodies, at, choice) for at in _times(posts, now)]
        yield Contents(room, [_part_read(room, each, choice) for each in members], written)


def shares(rooms, messages):
    """How many of the messages each room has."""
    weights = [1 / (number + 10) for number in range(rooms)]
    done = weight = 0
    for each in weights:
        weight += each
        share = round(messages * weight / sum(weights)) - done
        done += share
        yield share


def _partners(guest, everyone):
    """Those with whom the guest has no direct room yet."""
    known = set(Room.objects.filter(members=guest).values_list("people_key", flat=True))
    return (person for person in everyone if _people_key(guest, person) not in known)


def _people_key(*people):
    return "-".join(str(pk) for pk in sorted(person.pk for person in people))


def _direct(*people):
    return Room(kind=Room.DIRECT, people_key=_people_key(*people), slug=secrets.token_hex(8))


def _room(serial, number, creator):
    name = f"{PLACES[serial % len(PLACES)]} {THEMES[serial % len(THEMES)]} {serial}"
    kind = Room.CLOSED if number % 100 else Room.OPEN
    return Room(name=name, slug=name.lower().replace(" ", "-"), kind=kind, creator=creator)


def _members(room, guest, everyone, choice):
    if room.kind == Room.OPEN:
        return [guest, *everyone]
    return [guest, *choice.sample(everyone, min(choice.randrange(2 * MEMBERS), len(everyone)))]


def _times(count, now):
    """When the messages were posted, at even distances."""
    return [now - PERIOD * (count - number) / (count + 1) for number in range(count)]


def _write(room, members, bodies, at, choice):
    """The room's next message; every tenth mentions a member."""
    body, mentions = next(bodies), {}
    if room.posts % MENTION_EVERY == MENTION_EVERY - 1:
        member = choice.choice(members)
        body, mentions = f"@{member.username} {body}", _mention(member)
    message = next_message(room, choice.choice(members), body, at)
    message.mentions = mentions
    return message


def _mention(member):
    return {member.username_key: [member.pk, member.display_name]}


def _part_read(room, person, choice):
    """A third of the memberships have something unread."""
    unread = choice.choice((0, 0, choice.randrange(30)))
    return _membership(room, person, min(unread, room.posts))


def _batches(contents):
    """Lists of Contents, each with about as many rows as one transaction should have."""
    batch, rows = [], 0
    for each in contents:
        batch.append(each)
        rows += len(each.messages) + len(each.memberships)
        if rows >= ROWS_IN_TRANSACTION:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


@transaction.atomic
def store(batch):
    """Store the rooms with their memberships, messages and notifications."""
    Room.objects.bulk_create([each.room for each in batch], ROWS_AT_ONCE)
    memberships = [place for each in batch for place in each.memberships]
    Membership.objects.bulk_create(memberships, ROWS_AT_ONCE)
    messages = [message for each in batch for message in each.messages]
    Message.objects.bulk_create(messages, ROWS_AT_ONCE)
    notifications = [_notification(message) for message in messages if message.mentions]
    Notification.objects.bulk_create(notifications, ROWS_AT_ONCE)


def _notification(message):
    """Four of five are read."""
    ((pk, _),) = message.mentions.values()
    return Notification(
        user_id=pk,
        kind=Notification.MENTION,
        text=notification_text(message)[:300],
        url=message.get_absolute_url(),
        room=message.room,
        message=message,
        created_at=message.created_at,
        read_at=message.created_at if message.pk % 5 else None,
    )
