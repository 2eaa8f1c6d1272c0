"""Storing what people say. Posts that gather are committed together: one transaction, one
step of each room's number, in the order in which they came."""

from collections import Counter, defaultdict
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, transaction
from django.db.models.signals import post_save
from django.utils import timezone

from rooms.live.compiled import Given, PreparedInsert, PreparedUpdate
from rooms.live.hints import hint
from rooms.live.metrics import meter
from rooms.models.membership import Membership
from rooms.models.mentions import find_mentions, tell_about
from rooms.models.message import RUN, Message
from rooms.models.room import Room
from rooms.models.user import User

posts_by_room = Counter()
"Messages stored by this process since it started, for staff."


class Draft(NamedTuple):
    """What someone wants to say; `key` makes a resend of it safe."""

    room: Room
    author: User
    body: str
    key: UUID


def post_together(drafts):
    """Store all of them; return for each its Message, or the exception that refuses it.

    PermissionDenied where the room is archived. A key that its author used in that room
    gives the message that exists. If the whole cannot be stored, each is tried by itself.
    """
    try:
        with transaction.atomic():
            stored = _store(drafts)
    except Error:
        return [_post_alone(draft) for draft in drafts]
    _count(stored)
    return stored


def _post_alone(draft):
    try:
        with transaction.atomic():
            stored = _store([draft])
    except IntegrityError:
        return _posted_before(draft)
    except Error as error:
        return error
    _count(stored)
    return stored[0]


def _posted_before(draft):
    try:
        return Message.objects.get(room=draft.room, author=draft.author, key=draft.key)
    except Message.DoesNotExist as error:
        return error


def _count(stored):
    for message in stored:
        if isinstance(message, Message):
            meter["posts"] += 1
            posts_by_room[message.room_id] += 1


def _store(drafts):
    by_room = defaultdict(list)
    for draft in drafts:
        by_room[draft.room.pk].append(draft)
    stored = {pk: iter(_store_in(by_room[pk][0].room, by_room[pk])) for pk in sorted(by_room)}
    return [next(stored[draft.room.pk]) for draft in drafts]


def _store_in(room, drafts):
    room.lock()
    if room.is_archived:
        refusal = PermissionDenied("This room is archived; nobody can write here any more.")
        return [refusal] * len(drafts)
    mentions = find_mentions(room, [draft.body for draft in drafts])
    messages = [_next(room, *said) for said in zip(drafts, mentions, strict=True)]
    _insert(messages)
    room.keep("seq", "posts", "last_author_id", "last_posted_at")
    hint(room.topic, head=room.seq)
    _have_read(room, {draft.author.pk for draft in drafts})
    tell_about(room, messages)
    return messages


def _have_read(room, authors):
    _keep_read(
        room=room.pk,
        authors=list(authors),
        read_seq=room.seq,
        read_posts=room.posts,
        typing_until=None,
    )


def _places(many):
    return Membership.objects.filter(room=Given("room"), user__pk__in=Given.each("authors", many))


_keep_read = PreparedUpdate(_places, "read_seq", "read_posts", "typing_until")


def _insert(messages):
    """Together, which by itself would not tell those who listen for new messages."""
    _insert_all(messages)
    for message in messages:
        post_save.send(Message, instance=message, created=True, update_fields=None, raw=False)


_insert_all = PreparedInsert(Message)


def _next(room, draft, mentions):
    """The room's next message, not stored yet; the room has moved on to it."""
    now = timezone.now()
    in_a_run = room.last_author_id == draft.author.pk and now - room.last_posted_at < RUN
    previous_at, room.last_posted_at = room.last_posted_at, now
    room.last_author = draft.author
    room.seq, room.posts = room.seq + 1, room.posts + 1
    return Message(
        room=room,
        author=draft.author,
        body=draft.body,
        key=draft.key,
        mentions=mentions,
        seq=room.seq,
        change_seq=room.seq,
        created_at=now,
        previous_at=previous_at,
        continues=in_a_run,
    )
