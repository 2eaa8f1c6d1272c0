"""Addresses that are told of the messages that concern a bot."""

import base64
import secrets

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live import jobs
from rooms.live.refusal import Refused
from rooms.models.audit import record
from rooms.models.mentions import ids_in
from rooms.models.room import Room
from rooms.models.user import User

MOST = 20
"Webhooks of one bot."
PREFIX = "whsec_"
SECRET_BYTES = 32


class WebhookQuerySet(models.QuerySet):
    @transaction.atomic
    def make(self, bot, address, events, room=None):
        """Tell the address of these events, in one room or in all of the bot's.

        Refused beyond MOST. The bot's row stays locked, so that a room that it enters meanwhile
        is marked as well.
        """
        bot.advance()
        if bot.webhooks.count() >= MOST:
            raise Refused(gettext("This bot has %(limit)d webhooks already.") % {"limit": MOST})
        webhook = self.create(
            bot=bot, address=address, events=events, room=room, secret=new_secret()
        )
        bot.rooms.all().mark_hooked()
        record("webhook made", on=bot, detail=f"{webhook.host}: {events}")
        return webhook

    def listening_in(self, room):
        """Those that may want a message of the room, or of a thread in it: of its active bots."""
        members = self.filter(bot__memberships__room=room.home, bot__is_active=True)
        return members.filter(Q(room=None) | Q(room=room.home)).order_by("pk")


class Webhook(models.Model):
    """An address that is told of messages, with the secret that signs what it gets.

    It rests after a failure, so that one that is down costs a try at a time, not one a message.
    """

    MENTIONS, DIRECT, EVERY = "mentions", "direct", "every"
    EVENTS = [
        (MENTIONS, _("messages that mention it")),
        (DIRECT, _("direct messages to it")),
        (EVERY, _("every message")),
    ]

    bot = models.ForeignKey(User, on_delete=models.CASCADE, related_name="webhooks")
    room = models.ForeignKey(
        Room,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="webhooks",
        help_text=_("All rooms of the bot without one."),
    )
    events = models.CharField(_("is told of"), max_length=10, choices=EVENTS, default=MENTIONS)
    address = models.CharField(_("address"), max_length=500)
    secret = models.CharField(
        max_length=60, editable=False, help_text=_("Signs what is sent; both sides need it.")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.bot} → {self.host}"

    @property
    def host(self):
        """All of the address that others may see; the rest often contains a secret."""
        return self.address.partition("://")[2].partition("/")[0].partition("?")[0]

    @property
    def rests(self):
        return self.rests_until is not None and self.rests_until > timezone.now()

    def wants(self, message):
        """Whether it is told of this message of a room that it listens in."""
        if self.events == self.DIRECT:
            return message.room.home.is_direct
        return self.events == self.EVERY or self.bot_id in ids_in(message.mentions)

    def answered(self):
        """It took a message: it need not rest any more."""
        Webhook.objects.filter(pk=self.pk).exclude(failures=0).update(failures=0, rests_until=None)

    def failed(self):
        """It did not take one: leave it alone for longer each time. Returns until when."""
        until = timezone.now() + jobs.delay_after(self.failures + 1)
        Webhook.objects.filter(pk=self.pk).update(failures=F("failures") + 1, rests_until=until)
        return until

    @transaction.atomic
    def remove(self):
        """Tell the address of nothing more; its deliveries go with it."""
        self.bot.advance()
        self.delete()
        self.bot.rooms.all().mark_hooked()
        record("webhook removed", on=self.bot, detail=f"{self.host}: {self.events}")


def new_secret():
    """As Standard Webhooks has it: base64 of random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
