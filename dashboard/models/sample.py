from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

FINE, COARSE = 10, 300
"Seconds that a sample covers: in the last hour, and after it is downsampled."
FINE_FOR, KEPT_FOR = timedelta(minutes=65), timedelta(hours=25)


class SampleQuerySet(models.QuerySet):
    @transaction.atomic
    def downsample(self):
        """Merge samples over an hour old into one per five minutes; delete those over a day old."""
        now = timezone.now()
        self.filter(at__lt=now - KEPT_FOR).delete()
        end = interval_start(now - FINE_FOR, COARSE)
        old = list(self.select_for_update(no_key=True).filter(span=FINE, at__lt=end))
        merged = [merge(samples, COARSE, at) for at, samples in by_interval(old, COARSE).items()]
        self.filter(pk__in=[sample.pk for sample in old]).delete()
        self.bulk_create(merged)


class Sample(models.Model):
    """Counts of some seconds: those of one process, or of all after downsampling."""

    at = models.DateTimeField(db_index=True, help_text=_("Where its seconds begin."))
    span = models.PositiveSmallIntegerField(default=FINE, help_text=_("Seconds that it covers."))
    seconds = models.PositiveSmallIntegerField(
        default=FINE, help_text=_("Seconds of these in which a process was up.")
    )
    people = models.PositiveIntegerField(default=0)
    sockets = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(
        default=0, help_text=_("Conversations of the support desk that waited.")
    )
    open = models.PositiveIntegerField(default=0, help_text=_("Those that somebody answered."))
    counts = models.JSONField(default=dict)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self):
        when = {"seconds": self.span, "time": f"{self.at:%H:%M:%S}"}
        return gettext("%(seconds)d s from %(time)s") % when


def interval_start(time, span):
    """The start of the interval of `span` seconds that contains the time."""
    seconds = int(time.timestamp()) // span * span
    return datetime.fromtimestamp(seconds, UTC)


def by_interval(samples, span):
    """{start of an interval: its samples}, in the order of the samples."""
    intervals = defaultdict(list)
    for sample in samples:
        intervals[interval_start(sample.at, span)].append(sample)
    return intervals


def merge(samples, span, at):
    """One sample for many: counts are summed; of all else it is the most at one time."""
    moments = by_interval(samples, FINE).values()
    counts = Counter()
    for sample in samples:
        counts.update(sample.counts)
    return Sample(
        at=at,
        span=span,
        seconds=sum(max(sample.seconds for sample in moment) for moment in moments),
        people=max(sample.people for sample in samples),
        waiting=max(sample.waiting for sample in samples),
        open=max(sample.open for sample in samples),
        sockets=max(sum(sample.sockets for sample in moment) for moment in moments),
        counts=counts,
    )
