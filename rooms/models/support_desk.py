from datetime import timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.live.hints import hint
from rooms.models.audit import changes_between, record
from rooms.models.job import Job
from rooms.models.support_hours import Hours
from rooms.models.user import User, validate_time_zone

QUEUE = "desk.1"
"The topic of the queue; its number is in the desk's row."
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SETTINGS = (
    *("welcome", "away_text", "time_zone", *WEEK, "closed_days"),
    *("silent_after", "most_per_agent", "assigns", "first_bot"),
)


def _hours(label):
    return models.CharField(label, max_length=100, blank=True)


class SupportDesk(models.Model):
    """The one row about the support desk: its settings, and the number of its queue."""

    welcome = models.TextField(
        _("welcome"), max_length=500, blank=True, help_text=_("Stands above the form.")
    )
    away_text = models.TextField(
        _("while nobody is there"),
        max_length=500,
        blank=True,
        help_text=_("Visitors can leave a message then; they also see when you are back."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    monday = _hours(_("Monday"))
    tuesday = _hours(_("Tuesday"))
    wednesday = _hours(_("Wednesday"))
    thursday = _hours(_("Thursday"))
    friday = _hours(_("Friday"))
    saturday = _hours(_("Saturday"))
    sunday = _hours(_("Sunday"))
    closed_days = models.TextField(
        _("closed days"), blank=True, help_text=_("One a line, such as 2026-12-24.")
    )
    silent_after = models.DurationField(
        default=timedelta(minutes=5),
        help_text=_(
            "A conversation whose agent lets the visitor wait longer returns to the queue."
        ),
    )
    most_per_agent = models.PositiveSmallIntegerField(
        _("most conversations of one agent"),
        null=True,
        blank=True,
        help_text=_("At the same time; empty for no limit."),
    )
    assigns = models.BooleanField(
        _("assign by itself"),
        default=False,
        help_text=_("Whoever is on duty and has the fewest conversations gets the next one."),
    )
    first_bot = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("bot that answers first"),
        help_text=_("It has each new conversation until it hands it over to the queue."),
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
        desk = cls.current()
        cls.objects.filter(pk=1).update(seq=F("seq") + 1)
        hint(QUEUE, seq=cls.objects.values_list("seq", flat=True).get(pk=1))
        if desk.assigns:
            Job.objects.schedule("support.assign", timezone.now())

    @property
    def hours(self):
        return Hours(tuple(getattr(self, day) for day in WEEK), self.closed_days, self.time_zone)

    @property
    def first_agent(self):
        """The bot that answers first, as long as it may; else None."""
        bot = self.first_bot
        return bot if bot and bot.is_agent and bot.has_access else None

    @transaction.atomic
    def admit(self, bots):
        """Let these bots answer here, and no others."""
        before = set(User.objects.bots().filter(serves_desk=True))
        for bot in before.difference(bots):
            bot.dismiss_from_desk()
        for bot in set(bots) - before:
            bot.admit_to_desk()

    @transaction.atomic
    def change(self):
        """Store the settings."""
        before = SupportDesk.current()
        self.save(update_fields=SETTINGS)
        changed = changes_between(before, self, *SETTINGS)
        record("support settings changed", detail=changed)
        self.follow_hours()

    @transaction.atomic
    def follow_hours(self):
        """Tell the pages whether it is open, now and when that changes next."""
        SupportDesk.advance()
        if change := self.hours.next_change(timezone.now()):
            Job.objects.schedule("support.hours", change)
