from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db import models, transaction
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from rooms.live.actor import now_acting
from rooms.models.audit import record
from rooms.models.room import Room
from rooms.models.user import User

RUN = timedelta(minutes=5)
MAX_LENGTH = 4_000


@lru_cache
def _address(prefix):
    """What stands before and after the number in the address of a message.

    To look up each would cost a tenth of its HTML.
    """
    before, _, after = reverse("message", args=[0]).rpartition("0")
    return before, after


class Look(NamedTuple):
    """What decides how a message looks, besides the audience."""

    pk: int
    seq: int
    change_seq: int
    author_name: str
    author_hue: int


class MessageQuerySet(models.QuerySet):
    def changed_since(self, seq):
        """What was posted, edited or deleted after `seq`, in that order, as it is now."""
        return self.filter(change_seq__gt=seq).order_by("change_seq")

    def latest(self, count):
        """The newest `count` messages, oldest first."""
        return list(self.order_by("-seq").select_related("author")[:count])[::-1]

    def before(self, message):
        return self.filter(seq__lt=message.seq)

    def looks(self):
        """A Look of each message, which is a fifth of the work of a Message."""
        return [Look(*row) for row in self.look_rows()]

    def look_rows(self):
        return self.values_list("pk", "seq", "change_seq", "author__display_name", "author__hue")

    def latest_looks(self, count):
        """Of the newest `count` messages, oldest first."""
        return self.order_by("-seq")[:count].looks()[::-1]

    def post(self, room, author, body, key):
        """Store a message, once for each key of its author, and wake the room.

        Raises PermissionDenied when the room is archived.
        """
        from rooms.models.posting import Draft, post_together

        (message,) = post_together([Draft(room, author, body, key)])
        if isinstance(message, Exception):
            raise message
        return message


class Message(models.Model):
    """Something said in a room.

    `seq` is the room's number when it was posted and never changes; `change_seq` is the
    number of its latest change, so one query by it replays posts, edits and deletions.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages")
    body = models.TextField(max_length=MAX_LENGTH, blank=True)
    key = models.UUIDField(help_text="Issued with the composer; makes a resend safe.")
    seq = models.PositiveBigIntegerField()
    change_seq = models.PositiveBigIntegerField()
    mentions = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Of each name said with @: whose it is."
    )
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    previous_at = models.DateTimeField(
        null=True, editable=False, help_text="When the message before it was posted."
    )
    continues = models.BooleanField(
        default=False, editable=False, help_text="Follows the same author's within five minutes."
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_message_per_number"),
            models.UniqueConstraint(fields=["author", "key"], name="one_message_per_key"),
        ]
        indexes = [models.Index(fields=["room", "change_seq"], name="message_changes")]

    def __str__(self):
        return f"{self.author}: {self.body[:40]}" if self.body else f"{self.author} (deleted)"

    def get_absolute_url(self):
        before, after = _address(get_script_prefix())
        return f"{before}{self.pk}{after}"

    @property
    def look(self):
        author = self.author
        return Look(self.pk, self.seq, self.change_seq, author.display_name, author.hue)

    @property
    def is_deleted(self):
        return self.deleted_at is not None

    @transaction.atomic
    def edit(self, body):
        """Replace the text. Editing a deleted message changes nothing."""
        self._lock()
        if self.is_deleted or body == self.body:
            return
        from rooms.models.mentions import find_mentions, tell_about_edit, words_about

        self.body, self.edited_at = body, timezone.now()
        self.change_seq = self.room.advance()
        already = {self.author_id, *(pk for pk, _ in self.mentions.values())}
        (self.mentions,) = find_mentions(self.room, [body])
        self.save(update_fields=["body", "mentions", "edited_at", "change_seq"])
        self.notification_set.all().retell(words_about(self))
        tell_about_edit(self, already)

    @transaction.atomic
    def delete_text(self):
        """Leave a tombstone. The text is gone for good, from the database too."""
        self._lock()
        if self.is_deleted:
            return
        self.body, self.mentions, self.deleted_at = "", {}, timezone.now()
        self.change_seq = self.room.advance()
        self.save(update_fields=["body", "mentions", "deleted_at", "change_seq"])
        self.notification_set.all().take_back()
        if now_acting().person != self.author:
            record("message deleted", on=self.author, detail=f"in {self.room}")

    def _lock(self):
        now = Message.objects.select_for_update().get(pk=self.pk)
        self.body, self.deleted_at = now.body, now.deleted_at
