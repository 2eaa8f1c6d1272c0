"""Group commit: posts that arrive during a commit are stored together in the next transaction."""

from collections import Counter, defaultdict
from datetime import timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, models, transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.live.compiled import CompiledInsert, CompiledUpdate, Param
from rooms.live.hints import hint
from rooms.live.locks import in_order, is_locked, update_in_order
from rooms.live.metrics import metrics
from rooms.live.refusal import Refused
from rooms.models.membership import Membership
from rooms.models.mentions import mentioned_in, notify_of_messages
from rooms.models.named import Names
from rooms.models.reach import Reach
from rooms.models.room import Room
from rooms.models.sent_form import Entered, SentForms, digest
from rooms.models.user import User
from rooms.models.webhook_delivery import WebhookDelivery

RUN = timedelta(minutes=5)
"A message that follows the same author's within this time continues a run."
ARCHIVED = _("This room is archived; nobody can write here any more.")

posts_by_room = Counter()
"Messages stored by this process since it started, for staff."


class NewMessage(NamedTuple):
    """A message to be stored.

    One with the same author, room, key and text is a resend; with another text it is another
    message. `entered`: what a form of an open page holds, in place of body and key. confirmed:
    how many people the author agreed to tell, see rooms/models/reach.py. reply: the id of the
    message of the room that it answers. also: whether a reply in a thread is said in its room too.
    """

    room: Room
    author: User
    body: str = ""
    key: UUID | None = None
    entered: Entered | None = None
    confirmed: int = 0
    reply: int | None = None
    also: bool = False

    @property
    def stored_key(self):
        """What makes a resend collide in the database."""
        if self.key is None:
            return uuid4()
        answers = [str(self.reply)] if self.reply else []
        return UUID(digest(str(self.room.pk), str(self.key), self.body, *answers))


class Stored(NamedTuple):
    """The message, or None where nothing was new; and letters that belong to the next one."""

    message: models.Model | None
    late: str = ""


class PostingManager(models.Manager):
    """The part of `Message.objects` that stores new messages."""

    def post(self, room, author, body, key):
        """Store a message, once for each key and text of its author, and hint the room.

        Raises PermissionDenied when the room is archived.
        """
        (stored,) = self.post_batch([NewMessage(room, author, body, key)])
        if isinstance(stored, Exception):
            raise stored
        return stored.message

    def post_batch(self, batch):
        """Store all of them; return for each what was Stored, or the exception that refuses it.

        One transaction, and one update of each room. PermissionDenied where the room is archived,
        Refused where somebody may not tell as many people.
        A resend gives the message that exists. If the batch cannot be stored, each room is tried
        by itself, and then each message. What a lock keeps from being stored gives the
        database's error.
        """
        by_room = _by_room(batch)
        try:
            with transaction.atomic():
                stored = self._store(by_room)
        except Error as error:
            if is_locked(error) and len(by_room) == 1:
                return [error] * len(batch)
            stored = {pk: self._post_in_room(news) for pk, news in by_room.items()}
        results = {pk: iter(messages) for pk, messages in stored.items()}
        results = [next(results[new.room.pk]) for new in batch]
        _count(results)
        return results

    def _post_in_room(self, news):
        try:
            with transaction.atomic():
                return self._store_in(news[0].room, news)
        except Error as error:
            if is_locked(error):  # for each of them, so do not wait for it again
                return [error] * len(news)
            return [self._post_alone(new) for new in news]

    def _post_alone(self, new):
        try:
            with transaction.atomic():
                (stored,) = self._store_in(new.room, [new])
                return stored
        except IntegrityError:
            return self._posted_before(new)
        except Error as error:
            return error

    def _posted_before(self, new):
        try:
            return Stored(self.get(room=new.room, author=new.author, key=new.stored_key))
        except self.model.DoesNotExist as error:
            return error

    def _store(self, by_room):
        # One order of locking for all processes, so that two batches cannot deadlock.
        rooms = sorted((news[0].room for news in by_room.values()), key=_place_in_order)
        return {room.pk: self._store_in(room, by_room[room.pk]) for room in rooms}

    def _store_in(self, room, batch):
        room.lock()
        if room.is_archived:
            return [PermissionDenied(ARCHIVED)] * len(batch)
        forms, names, reach = SentForms(room, batch), Names(room), Reach(room)
        news, messages, results = [], [], []
        for new in batch:
            taken = forms.take(new)
            try:
                told = _named_in(taken.text, new, names, reach)
            except Refused as refusal:
                results.append(refusal)
                continue
            if taken.text:
                news.append(new._replace(body=taken.text))
                messages.append(self._next(room, news[-1], *told))
            forms.note(new, taken, room.seq)
            results.append(Stored(messages[-1] if taken.text else None, taken.late))
        if messages:
            self._store_news(room, news, messages)
        forms.store()
        return results

    def _store_news(self, room, news, messages):
        self._store_messages(room, messages)
        if room.is_thread:
            _count_replies(room, messages)
        pairs = zip(news, messages, strict=True)
        if also := [(new, message.mentions) for new, message in pairs if new.also]:
            self._store_also(room, also)
        _mark_read(room, {message.author.pk for message in messages})
        if room.is_support:
            room.ticket.note_posts([message.author for message in messages])
        notify_of_messages(room, messages)
        if room.home.is_hooked:
            WebhookDelivery.objects.queue(room, messages)

    def _store_messages(self, room, messages):
        _insert(messages)
        room.update_columns("seq", "posts", "last_author_id", "last_posted_at")
        hint(room.topic, seq=room.seq)

    def _store_also(self, thread, also):
        """Say in the thread's room what is meant for it too, as messages that lead to the thread.

        To whom the thread tells them, the room does not.
        """
        parent, known = thread.parent, thread.parent.posts
        news = [
            (new._replace(room=parent, key=None, reply=thread.root_id), mentions, None)
            for new, mentions in also
        ]
        messages = [self._next(parent, *each) for each in news]
        self._store_messages(parent, messages)
        authors = parent.memberships.filter(user__in=[new.author.pk for new, _ in also])
        update_in_order(
            authors.filter(read_posts=known), read_seq=parent.seq, read_posts=parent.posts
        )
        told = thread.memberships.followers().values_list("user", flat=True)
        notify_of_messages(parent, messages, except_for=set(told))

    def _next(self, room, new, mentions, told_many_at):
        """The room's next message, not stored yet; advances the room."""
        now = timezone.now()
        continues = room.last_author_id == new.author.pk and now - room.last_posted_at < RUN
        previous_at, room.last_posted_at = room.last_posted_at, now
        room.last_author = new.author
        room.seq, room.posts = room.seq + 1, room.posts + 1
        return self.model(
            room=room,
            author=new.author,
            body=new.body,
            key=new.stored_key,
            mentions=mentions,
            told_many_at=told_many_at,
            reply_to_id=new.reply,
            in_thread=new.also and not room.is_thread,
            seq=room.seq,
            change_seq=room.seq,
            created_at=now,
            previous_at=previous_at,
            continues=continues,
        )


def _named_in(text, new, names, reach):
    """(mentions, when it tells many people or None). Raises Refused if it may not tell as many."""
    mentions, many = names.named_in(text, new.author.pk)
    if not many or _is_stored(new):
        return mentions, None
    return mentions, reach.require(new.author.pk, many, new.confirmed)


def _is_stored(new):
    """Whether a program sends again what it has posted."""
    known = {"author": new.author, "key": new.stored_key}
    return new.key is not None and new.room.messages.filter(**known).exists()


def _place_in_order(room):
    """Threads come after their rooms, which are locked first."""
    return room.parent_id or room.pk, room.pk


def _count_replies(thread, messages):
    """Those who wrote them and those whom they mention follow the thread from now on."""
    authors = [message.author_id for message in messages]
    thread.count_replies(len(messages), authors)
    thread.memberships.follow(authors, unread=len(messages))
    thread.memberships.follow_mentioned(mentioned_in(messages), unread=len(messages))


def _by_room(batch):
    by_room = defaultdict(list)
    for new in batch:
        by_room[new.room.pk].append(new)
    return by_room


def _count(results):
    for stored in results:
        if isinstance(stored, Stored) and stored.message:
            metrics["posts"] += 1
            posts_by_room[stored.message.room_id] += 1


def _mark_read(room, authors):
    _update_read(
        room=room.pk,
        authors=list(authors),
        read_seq=room.seq,
        read_posts=room.posts,
        typing_until=None,
        draft="",
    )


def _memberships(many):
    authors = Param.each("authors", many)
    return in_order(Membership.objects.filter(room=Param("room"), user__pk__in=authors))


_update_read = CompiledUpdate(_memberships, "read_seq", "read_posts", "typing_until", "draft")


def _insert(messages):
    """Insert them in one statement, and send the signal that `bulk_create` leaves out."""
    model = type(messages[0])
    _compiled_insert(model)(messages)
    for message in messages:
        post_save.send(
            model,
            instance=message,
            created=True,
            update_fields=None,
            raw=False,
            using=message._state.db,
        )


@cache
def _compiled_insert(model):
    return CompiledInsert(model)
