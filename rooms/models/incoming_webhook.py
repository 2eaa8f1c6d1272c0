"""Secret addresses through which simple services write in a room."""

import hashlib
import secrets
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.best_effort import best_effort
from rooms.live.refusal import Refused
from rooms.models.audit import record
from rooms.models.room import Room
from rooms.models.user import User

MOST = 20
"Incoming webhooks of one room."
SECRET_BYTES, HINT_LENGTH = 30, 4
NOTE_USE_EVERY = timedelta(minutes=1)


class IncomingWebhookQuerySet(models.QuerySet):
    @transaction.atomic
    def make(self, room, name, maker):
        """Make an address, and the bot that writes what comes there. Returns (it, its secret).

        The bot has no owner, so nobody makes tokens for it. Refused beyond MOST.
        """
        room.lock()
        if room.incoming_webhooks.standing().count() >= MOST:
            text = gettext("This room has %(limit)d incoming webhooks already.")
            raise Refused(text % {"limit": MOST})
        bot = User.objects.add_bot(f"hook-{secrets.token_hex(4)}", name, owner=None)
        room.add_members(bot, by=maker)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        made = self.create(
            room=room, bot=bot, maker=maker, digest=digest_of(secret), hint=secret[:HINT_LENGTH]
        )
        record("hook made", on=bot, detail=f"in {room}")
        return made, secret

    def standing(self):
        """Those that are not revoked, the newest first."""
        return self.filter(revoked_at=None).order_by("-pk")

    def shown(self):
        """Those that are not revoked, with what a list shows of them."""
        return self.standing().select_related("bot", "maker")

    def of_secret(self, secret):
        """The one of that secret, or None. It ends with the account of who made it."""
        usable = self.standing().filter(bot__is_active=True, maker__is_active=True)
        found = usable.filter(digest=digest_of(secret)).select_related("room", "bot")
        return found.first()


class IncomingWebhook(models.Model):
    """What is posted to its address becomes a message of its bot."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="incoming_webhooks")
    bot = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(
        max_length=10, editable=False, help_text=_("How its secret begins, to tell them apart.")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = IncomingWebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.bot} ({self.hint}…)"

    @transaction.atomic
    def revoke(self):
        """End it at once. What it wrote stays."""
        standing = IncomingWebhook.objects.standing().filter(pk=self.pk)
        if standing.update(revoked_at=timezone.now()):
            record("hook revoked", on=self.bot, detail=f"in {self.room}")
            self.bot.deactivate()

    def note_use(self):
        """Remember that it was used, once a minute, if it can be stored."""
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - NOTE_USE_EVERY:
            best_effort(IncomingWebhook.objects.filter(pk=self.pk).update, last_used_at=now)


def digest_of(secret):
    """A secret is as random as a key, so a plain hash of it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
