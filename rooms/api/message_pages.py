"""Pages of a room's messages as JSON texts: each message is made into JSON once and cached.

`make bench ARGS=api` measures what that gains.
"""

from functools import cache
from typing import NamedTuple

from rooms.api.rendering import message_json
from rooms.live.compiled import CompiledQuery, Param
from rooms.live.fragments import get_or_render, get_or_render_all
from rooms.live.json_frames import to_json
from rooms.models import Message

HIGHEST = 2**63 - 1


class MessageKey(NamedTuple):
    """What decides the JSON of a message."""

    pk: int
    seq: int
    change_seq: int
    author_name: str
    username: str


class Page(NamedTuple):
    """The keys of its messages, and whether there are more of them further on."""

    keys: list
    has_more: bool


def posted_before(room_id: int, seq: int | None, limit: int) -> Page:
    """The latest messages before that place, oldest first; of all messages for None."""
    before = HIGHEST if seq is None else min(seq, HIGHEST)
    rows = _posted_before(limit)(room=room_id, seq=before)
    return Page(_keys(rows[:limit][::-1]), len(rows) > limit)


def changed_since(room_id: int, seq: int, limit: int) -> Page:
    """The messages with a change after that number, in the order of their latest changes."""
    rows = _changed_since(limit)(room=room_id, seq=min(seq, HIGHEST))
    return Page(_keys(rows[:limit]), len(rows) > limit)


def message_texts(keys: list) -> list[str]:
    """The JSON of these messages as texts; only those that are not cached are read."""
    texts = get_or_render_all({key.pk: _cache_key(key) for key in keys}, _texts)
    return [text for text in texts.values() if text]


def _texts(pks):
    messages = Message.objects.filter(pk__in=pks).select_related("author")
    return {message.pk: message_text(message) for message in messages}


def message_text(message: Message) -> str:
    """The JSON of a message as text, of which the author is loaded."""
    return get_or_render(_cache_key(_key_of(message)), lambda: to_json(message_json(message)))


def _keys(rows):
    return [MessageKey(*row) for row in rows]


def _key_of(message):
    author = message.author
    numbers = message.pk, message.seq, message.change_seq
    return MessageKey(*numbers, author.display_name, author.username)


def _cache_key(key):
    return "json", key


@cache
def _posted_before(limit):
    """One query for each limit, of which there are 200."""
    messages = Message.objects.filter(room=Param("room"), seq__lt=Param("seq")).order_by("-seq")
    return CompiledQuery(lambda: _rows(messages, limit))


@cache
def _changed_since(limit):
    messages = Message.objects.filter(room=Param("room"), change_seq__gt=Param("seq"))
    return CompiledQuery(lambda: _rows(messages.order_by("change_seq"), limit))


def _rows(messages, limit):
    columns = "pk", "seq", "change_seq", "author__display_name", "author__username"
    return messages.values_list(*columns)[: limit + 1]
