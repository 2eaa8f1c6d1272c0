from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LIVE_FOR = timedelta(seconds=5)
"How long a process counts as running after its last report."
KEPT_FOR = timedelta(days=1)


class ProcessQuerySet(models.QuerySet):
    def live(self):
        """Processes that reported within the last seconds."""
        return self.filter(seen_at__gt=timezone.now() - LIVE_FOR)

    def report(self, name, **figures):
        """Store the current figures of a process: an update, or an insert the first time."""
        figures["seen_at"] = timezone.now()
        if not self.filter(name=name).update(**figures):
            self.create(name=name, **figures)

    def prune(self):
        """Delete processes that ended over a day ago."""
        self.filter(seen_at__lt=timezone.now() - KEPT_FOR).delete()


class Process(models.Model):
    """A server process and the figures that it reports once a second.

    The keys of `second`, `minute` and `totals` are those of `rooms.live.metrics`.
    """

    name = models.CharField(max_length=32, unique=True)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    sockets = models.PositiveIntegerField(default=0)
    memory = models.PositiveBigIntegerField(default=0, help_text=_("Bytes in use."))
    lag = models.FloatField(default=0, help_text=_("Milliseconds that the event loop was late."))
    database = models.FloatField(default=0, help_text=_("Milliseconds of one small statement."))
    layer = models.FloatField(
        null=True, help_text=_("Milliseconds of the layer's round trip; none if unanswered.")
    )
    elapsed = models.FloatField(default=1, help_text=_("Seconds that `second` covers."))
    second = models.JSONField(default=dict, help_text=_("Counts of the last second."))
    minute = models.JSONField(default=dict, help_text=_("Counts of the last minute."))
    totals = models.JSONField(default=dict, help_text=_("Counts since the process started."))
    rooms = models.JSONField(default=dict, help_text=_("{room: messages in the last minute}."))

    objects = ProcessQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        verbose_name_plural = _("processes")

    def __str__(self):
        return f"{self.host}:{self.pid}"
