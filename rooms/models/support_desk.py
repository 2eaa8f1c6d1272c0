from datetime import timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from rooms.live.hints import hint

QUEUE = "desk.1"
"The topic of the queue; its number is in the desk's row."


class SupportDesk(models.Model):
    """The one row about the support desk."""

    silent_after = models.DurationField(
        default=timedelta(minutes=5),
        help_text=_(
            "A conversation whose agent lets the visitor wait longer returns to the queue."
        ),
    )
    seq = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name_plural = _("support desk")

    def __str__(self):
        return "support desk"

    @classmethod
    def current(cls):
        """The row, made on first use."""
        desk, _ = cls.objects.get_or_create(pk=1)
        return desk

    @classmethod
    @transaction.atomic
    def advance(cls):
        """Take the next number of the queue and hint the pages that show it."""
        cls.current()
        cls.objects.filter(pk=1).update(seq=F("seq") + 1)
        hint(QUEUE, seq=cls.objects.values_list("seq", flat=True).get(pk=1))
