"""Secret addresses through which simple services write in a room."""

import secrets

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.refusal import Refused
from rooms.models.audit import record
from rooms.models.room import Room
from rooms.models.secret import HasSecret, HasSecretQuerySet, digest_of
from rooms.models.user import User

MOST = 20
"Incoming webhooks of one room."
SECRET_BYTES, HINT_LENGTH = 30, 4


class IncomingWebhookQuerySet(HasSecretQuerySet):
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

    def shown(self):
        """Those that are not revoked, with what a list shows of them."""
        return self.standing().select_related("bot", "maker")

    def of_secret(self, secret):
        """The one of that secret, or None. It ends with the account of who made it."""
        usable = self.standing().filter(bot__is_active=True, maker__is_active=True)
        found = usable.filter(digest=digest_of(secret)).select_related("room", "bot")
        return found.first()


class IncomingWebhook(HasSecret):
    """What is posted to its address becomes a message of its bot."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="incoming_webhooks")
    bot = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    hint = models.CharField(
        max_length=10, editable=False, help_text=_("How its secret begins, to tell them apart.")
    )

    objects = IncomingWebhookQuerySet.as_manager()

    def __str__(self):
        return f"{self.bot} ({self.hint}…)"

    @transaction.atomic
    def revoke(self):
        """End it at once. What it wrote stays."""
        standing = IncomingWebhook.objects.standing().filter(pk=self.pk)
        if standing.update(revoked_at=timezone.now()):
            record("hook revoked", on=self.bot, detail=f"in {self.room}")
            self.bot.deactivate()
