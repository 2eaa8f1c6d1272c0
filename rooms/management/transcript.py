"""Conversations written down as text, stored as if they had been posted.

ana: The first message
ben (edited): The next one
    with a second line

zoe (deleted): After an empty line, which means that hours passed
"""

import re
import uuid
from datetime import timedelta
from itertools import cycle
from typing import NamedTuple

from django.db import transaction

from rooms.models import Message
from rooms.models.message import RUN

LINE = re.compile(r"(?P<name>\w+)(?: \((?P<fate>edited|deleted)\))?: (?P<body>.+)")
INDENT = "    "
PAUSES = [timedelta(seconds=seconds) for seconds in (21, 48, 9, 95, 33, 152, 14, 66, 340, 27)]
HOURS = [timedelta(hours=hours) for hours in (8.7, 10.4, 11.6, 13.9, 15.2, 16.8)]
LATELY = timedelta(minutes=4)
REGRET = timedelta(seconds=40)


class Line(NamedTuple):
    name: str
    body: str
    fate: str | None


def parse(text):
    """The conversations of the text, each a list of lines."""
    talks = [[]]
    for row in text.rstrip().splitlines():
        if not row:
            talks.append([])
        elif row.startswith(INDENT):
            line = talks[-1].pop()
            talks[-1].append(line._replace(body=f"{line.body}\n{row.removeprefix(INDENT)}"))
        else:
            talks[-1].append(Line(**LINE.fullmatch(row).groupdict()))
    return talks


def dated(talks, now):
    """(moment, line) for each line: six talks a day before today, the last one just ended."""
    pauses = cycle(PAUSES)
    for number, talk in enumerate(talks, start=1):
        waits = [next(pauses) for _ in talk]
        moment = _begin(len(talks) - number, sum(waits, LATELY), now)
        for line, wait in zip(talk, waits, strict=True):
            moment += wait
            yield moment, line


def _begin(talks_after, length, now):
    if not talks_after:
        return now - length
    day, place = divmod(talks_after - 1, len(HOURS))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=day + 1) + HOURS[-1 - place]


@transaction.atomic
def store(room, talks, cast, now):
    """Fill an empty room, numbered and linked as posting one by one would have done it."""
    messages = [_post(room, cast[line.name], line, at) for at, line in dated(talks, now)]
    Message.objects.bulk_create(messages)
    room.save(update_fields=["seq", "posts", "last_author", "last_posted_at"])
    room.memberships.read()


def _post(room, author, line, at):
    room.seq += 1
    message = Message(
        room=room,
        author=author,
        body=line.body,
        key=uuid.uuid4(),
        seq=room.seq,
        change_seq=room.seq,
        created_at=at,
        previous_at=room.last_posted_at,
        continues=room.last_author == author and at - room.last_posted_at < RUN,
    )
    room.posts += 1
    room.last_author, room.last_posted_at = author, at
    if line.fate:
        _change(room, message, line.fate)
    return message


def _change(room, message, fate):
    """Edit or delete it, which takes a number of its own."""
    room.seq += 1
    message.change_seq = room.seq
    setattr(message, f"{fate}_at", message.created_at + REGRET)
    if message.is_deleted:
        message.body = ""
