"""Conversations in a text file, stored as if they had been posted.

ana: The first message
ben (edited): The next one
    with a second line

zoe (deleted): After an empty line, hours later
"""

import re
import uuid
from datetime import timedelta
from itertools import cycle
from typing import NamedTuple

from django.db import transaction

from rooms.models import Message
from rooms.models.posting import RUN

LINE = re.compile(r"(?P<name>\w+)(?: \((?P<change>edited|deleted)\))?: (?P<body>.+)")
INDENT = "    "
PAUSES = [timedelta(seconds=seconds) for seconds in (21, 48, 9, 95, 33, 152, 14, 66, 340, 27)]
HOURS = [timedelta(hours=hours) for hours in (8.7, 10.4, 11.6, 13.9, 15.2, 16.8)]
LAST_ENDED = timedelta(minutes=4)
"How long before now the last conversation ended."
CHANGED_AFTER = timedelta(seconds=40)


class Line(NamedTuple):
    """One message; `change` is "edited", "deleted" or None."""

    name: str
    body: str
    change: str | None


def parse(text):
    """The conversations of the text, each a list of lines."""
    conversations = [[]]
    for row in text.rstrip().splitlines():
        if not row:
            conversations.append([])
        elif row.startswith(INDENT):
            line = conversations[-1].pop()
            body = f"{line.body}\n{row.removeprefix(INDENT)}"
            conversations[-1].append(line._replace(body=body))
        else:
            conversations[-1].append(Line(**LINE.fullmatch(row).groupdict()))
    return conversations


def bodies(conversations):
    return [line.body for conversation in conversations for line in conversation]


def dated(conversations, now):
    """(time, line) for each line: six conversations a day before today, the last one just ended."""
    pauses = cycle(PAUSES)
    for number, conversation in enumerate(conversations, start=1):
        waits = [next(pauses) for _ in conversation]
        at = _begin(len(conversations) - number, sum(waits, LAST_ENDED), now)
        for line, wait in zip(conversation, waits, strict=True):
            at += wait
            yield at, line


def _begin(conversations_after, length, now):
    if not conversations_after:
        return now - length
    day, index = divmod(conversations_after - 1, len(HOURS))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=day + 1) + HOURS[-1 - index]


@transaction.atomic
def store(room, conversations, cast, now):
    """Fill an empty room. The messages have the numbers that posting them would give."""
    messages = [_post(room, cast[line.name], line, at) for at, line in dated(conversations, now)]
    Message.objects.bulk_create(messages)
    room.save(update_fields=["seq", "posts", "last_author", "last_posted_at"])
    room.memberships.mark_read()


def _post(room, author, line, at):
    message = next_message(room, author, line.body, at)
    if line.change:
        _change(room, message, line.change)
    return message


def next_message(room, author, body, at):
    """The room's next message, not stored yet; advances the room, which is not stored either."""
    room.seq += 1
    message = Message(
        room=room,
        author=author,
        body=body,
        key=uuid.uuid4(),
        seq=room.seq,
        change_seq=room.seq,
        created_at=at,
        previous_at=room.last_posted_at,
        continues=room.last_author == author and at - room.last_posted_at < RUN,
    )
    room.posts += 1
    room.last_author, room.last_posted_at = author, at
    return message


def _change(room, message, change):
    """Mark the message as edited or deleted, which takes the next number of the room."""
    room.seq += 1
    message.change_seq = room.seq
    setattr(message, f"{change}_at", message.created_at + CHANGED_AFTER)
    if message.is_deleted:
        message.body = ""
