from datetime import timedelta
from hashlib import blake2s
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.actor import current_actor
from rooms.live.refusal import Refused
from rooms.models.audit import record
from rooms.models.job import Job
from rooms.models.mentions import ids_in, names_everyone, notification_text, notify_of_edit
from rooms.models.named import Names
from rooms.models.posting import PostingManager
from rooms.models.reach import Reach
from rooms.models.room import Room
from rooms.models.user import User

MAX_LENGTH = 4_000


class EditConflict(Refused):
    """The text was changed since somebody began to change it: `present` and its digest `base`."""

    def __init__(self, message):
        super().__init__(
            _("Somebody changed this message meanwhile. Save again to replace their text:")
        )
        self.present, self.base = message.body, message.digest


class RenderKey(NamedTuple):
    """What decides the HTML of a message, besides the audience."""

    pk: int
    seq: int
    change_seq: int
    author_name: str
    author_hue: int


class MessageQuerySet(models.QuerySet):
    def changed_since(self, seq):
        """What was posted, edited or deleted after `seq`, in that order, in its present state."""
        return self.filter(change_seq__gt=seq).order_by("change_seq")

    def latest(self, count):
        """The newest `count` messages, oldest first."""
        return list(self.order_by("-seq").select_related("author")[:count])[::-1]

    def before(self, message):
        return self.filter(seq__lt=message.seq)

    def render_keys(self):
        """The RenderKey of each message, in a fifth of the time of a Message."""
        return [RenderKey(*row) for row in self.render_key_rows()]

    def render_key_rows(self):
        return self.values_list("pk", "seq", "change_seq", "author__display_name", "author__hue")

    def latest_render_keys(self, count):
        """Of the newest `count` messages, oldest first."""
        return self.order_by("-seq")[:count].render_keys()[::-1]


class Message(models.Model):
    """Something said in a room.

    `seq` is the room's number when it was posted and never changes; `change_seq` is the
    number of its latest change, so one query by it replays posts, edits and deletions.
    """

    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    body = models.TextField(max_length=MAX_LENGTH, blank=True)
    key = models.UUIDField(help_text=_("A digest of what it was sent as; makes a resend safe."))
    seq = models.PositiveBigIntegerField()
    change_seq = models.PositiveBigIntegerField()
    mentions = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text=_("Of each name said with @: whose it is."),
    )
    told_many_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When one name in it told many people last.")
    )
    reacted = models.JSONField(
        null=True,
        editable=False,
        help_text=_("What is shown of its reactions; nothing if there never was one."),
    )
    reply_to = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="quoting",
        db_index=False,
        help_text=_("The message of the same room that it quotes."),
    )
    in_thread = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Was said in the thread of what it quotes, and in the room too."),
    )
    replied = models.JSONField(
        null=True,
        editable=False,
        help_text=_("What is shown of the replies in its thread; nothing if there never was one."),
    )
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    previous_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When the message before it was posted.")
    )
    continues = models.BooleanField(
        default=False, editable=False, help_text=_("Follows the same author's within five minutes.")
    )

    objects = PostingManager.from_queryset(MessageQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_message_per_number"),
            models.UniqueConstraint(fields=["author", "key"], name="one_message_per_key"),
        ]
        indexes = [
            models.Index(fields=["room", "change_seq"], name="message_changes"),
            models.Index(
                fields=["author", "told_many_at"],
                name="messages_to_many",
                condition=models.Q(told_many_at__isnull=False),
            ),
            models.Index(
                fields=["reply_to"], condition=Q(reply_to__isnull=False), name="message_quotes"
            ),
        ]

    def __str__(self):
        if self.body:
            return f"{self.author}: {self.body[:40]}"
        return gettext("%(author)s (deleted)") % {"author": self.author}

    def get_absolute_url(self):
        return reverse("message", args=[self.pk])

    @property
    def render_key(self):
        author = self.author
        return RenderKey(self.pk, self.seq, self.change_seq, author.display_name, author.hue)

    @property
    def is_deleted(self):
        return self.deleted_at is not None

    @property
    def shown_reactions(self):
        """[[emoji, how many, ids of the newest people]], in the order of their first use."""
        return self.reacted["emoji"] if self.reacted else []

    @property
    def shown_replies(self):
        """How many replies are in its thread, and the ids of who wrote the latest."""
        return (self.replied["count"], self.replied["people"]) if self.replied else (0, [])

    @property
    def rest_seq(self):
        """The number of its latest change besides reactions and replies."""
        for part in (self.reacted, self.replied):
            if part and part["seq"] == self.change_seq:
                return part["rest_seq"]
        return self.change_seq

    @property
    def digest(self):
        """Of the text: whether it is still the one that somebody began to change."""
        return blake2s(self.body.encode(), digest_size=8).hexdigest()

    @transaction.atomic
    def edit(self, body, base="", confirmed=0):
        """Replace the text; refused if the message is deleted, or its digest is not in `base`.

        To say the same again changes nothing. confirmed: how many people the author agreed to
        tell.
        """
        self.lock()
        if self.is_deleted:
            raise Refused(_("This message was deleted meanwhile. Your text stays here, to copy."))
        if body == self.body:
            return
        if base and self.digest not in base.split():
            raise EditConflict(self)
        self.change_seq = self.room.take_seq()
        already = self._told()
        self.mentions, many = Names(self.room).named_in(body, self.author_id, self.mentions)
        if many - already:
            self.told_many_at = Reach(self.room).require(self.author_id, many - already, confirmed)
        self.body, self.edited_at = body, timezone.now()
        self.save(update_fields=["body", "mentions", "told_many_at", "edited_at", "change_seq"])
        self._change_quotes()
        self._forget_words()
        self.notification_set.all().reword(notification_text(self))
        notify_of_edit(self, (ids_in(self.mentions) | many) - already)

    def _told(self):
        """The ids of those who need not be told of an edit: it named them before."""
        told = {self.author_id} | ids_in(self.mentions)
        if names_everyone(self.mentions):
            told.update(self.notification_set.values_list("user", flat=True))
        return told

    @transaction.atomic
    def delete_text(self):
        """Leave a tombstone. The text is gone for good, from the database too."""
        self.lock()
        if self.is_deleted:
            return
        self.body, self.mentions, self.deleted_at = "", {}, timezone.now()
        self.reacted = None
        self.change_seq = self.room.take_seq()
        self.save(update_fields=["body", "mentions", "reacted", "deleted_at", "change_seq"])
        self._change_quotes()
        self._forget_words()
        self.reactions.all().delete()
        self.notification_set.all().retract()
        if self.room.is_thread:
            self.room.count_replies(-1)
        if current_actor().person != self.author:
            record("message deleted", on=self.author, detail=f"in {self.room}")

    def _change_quotes(self):
        """The messages that quote this one show something else now."""
        self.quoting.update(change_seq=self.change_seq)

    def _forget_words(self):
        """Have the words of the old text leave the files of the search, by the next full hour."""
        hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        Job.objects.schedule("search.forget", hour)

    def lock(self):
        """Lock it until the transaction ends, and load what others may have changed.

        The lock is that of its room, which each change of a message takes first.
        """
        self.room.lock()
        now = Message.objects.get(pk=self.pk)
        for name in ("body", "mentions", "reacted", "replied", "change_seq", "deleted_at"):
            setattr(self, name, getattr(now, name))
