"""What webhooks were told, and what they answered."""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live import jobs
from rooms.models.audit import record
from rooms.models.job import Job
from rooms.models.webhook import Webhook

JOB = "webhook.send"
GIVEN_UP_AFTER = timedelta(days=1)
TURN = timedelta(seconds=0.5)
"By so much one that failed comes after those that waited: one that is never taken blocks none."
KEPT_FOR = timedelta(days=30)
MAX_ERROR = 300


class WebhookDeliveryQuerySet(models.QuerySet):
    def queue(self, room, messages):
        """Have the webhooks of the room told of these new messages once they are committed.

        Call it in the transaction that stores them. Messages of bots are told to nobody, so that
        two bots cannot answer each other without end.
        """
        news = [message for message in messages if not message.author.is_bot]
        webhooks = list(Webhook.objects.listening_in(room)) if news else ()
        wanted = [
            WebhookDelivery(webhook=webhook, message=message)
            for message in news
            for webhook in webhooks
            if webhook.wants(message)
        ]
        if wanted:
            self.bulk_create(wanted)
            Job.objects.schedule_each(JOB, timezone.now(), [{"delivery": d.pk} for d in wanted])

    def of(self, pk):
        """That delivery with all that sending it needs, or None."""
        found = self.select_related(
            "webhook__bot__owner", "message__room__parent", "message__author"
        )
        return found.filter(pk=pk).first()

    def waiting(self):
        """Those that are still to be sent."""
        return self.filter(delivered_at=None, failed_at=None)

    def stale(self):
        return self.filter(began_at__lt=timezone.now() - KEPT_FOR).exclude(
            delivered_at=None, failed_at=None
        )


class WebhookDelivery(models.Model):
    """That a webhook is told of a message: once, however often that is tried."""

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    message = models.ForeignKey("rooms.Message", on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(_("last try"), null=True, blank=True)
    code = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("The status of the answer, if there was one.")
    )
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    error = models.CharField(max_length=MAX_ERROR, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True, help_text=_("When it was given up."))
    answer = models.TextField(
        blank=True, editable=False, help_text=_("What the bot is still to say.")
    )

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "message"], name="one_delivery_per_webhook_and_message"
            )
        ]

    def __str__(self):
        return gettext("%(webhook)s, message %(pk)s") % {
            "webhook": self.webhook,
            "pk": self.message_id,
        }

    @property
    def is_waiting(self):
        return self.delivered_at is None and self.failed_at is None

    @property
    def obstacle(self):
        """Why the bot may not be told of the message any more; "" if it may."""
        bot, message = self.webhook.bot, self.message
        if message.is_deleted:
            return gettext("The message was deleted.")
        if not bot.has_access:
            return gettext("The bot has no access any more.")
        if not bot.memberships.filter(room=message.room.home).exists():
            return gettext("The bot is not in the room any more.")
        return ""

    @transaction.atomic
    def delivered(self, code, milliseconds, answer=""):
        """The webhook took it. The answer is what the bot says to it."""
        now = timezone.now()
        result = {"code": code, "milliseconds": milliseconds, "error": "", "answer": answer}
        self._note(tries=self.tries + 1, tried_at=now, delivered_at=now, **result)
        self.webhook.answered()

    @transaction.atomic
    def failed(self, error, code=None, milliseconds=None):
        """The webhook did not take it: try again later, for a day."""
        now = timezone.now()
        is_last = now - self.began_at >= GIVEN_UP_AFTER
        self._note(
            tries=self.tries + 1,
            tried_at=now,
            code=code,
            milliseconds=milliseconds,
            error=error[:MAX_ERROR],
            failed_at=now if is_last else None,
        )
        rest_ends = self.webhook.failed()
        if not is_last:
            self.postpone(max(rest_ends, now + jobs.delay_after(self.tries)) + TURN)

    def wait_for_webhook(self):
        """Send it when the webhook has rested. What waits for a day is given up untried."""
        if timezone.now() - self.began_at >= GIVEN_UP_AFTER:
            self.cancel(gettext("The webhook took nothing for a day."))
        else:
            self.postpone(self.webhook.rests_until)

    def postpone(self, due):
        """Send it then."""
        Job.objects.schedule(JOB, due, delivery=self.pk)

    def cancel(self, reason):
        """Do not send it any more."""
        self._note(error=reason[:MAX_ERROR], failed_at=timezone.now())

    def said(self, error=""):
        """The bot has posted the answer, or was refused."""
        self._note(answer="", error=error[:MAX_ERROR])

    @transaction.atomic
    def send_again(self):
        """Try again now, for another day. False if it is delivered, or gone."""
        undelivered = WebhookDelivery.objects.filter(pk=self.pk, delivered_at=None)
        again = {"began_at": timezone.now(), "failed_at": None, "tries": 0}
        if not undelivered.update(**again):
            return False
        Webhook.objects.filter(pk=self.webhook_id).update(failures=0, rests_until=None)
        self.postpone(timezone.now())
        record("delivery retried", on=self)
        return True

    def _note(self, **changes):
        vars(self).update(changes)
        WebhookDelivery.objects.filter(pk=self.pk).update(**changes)
