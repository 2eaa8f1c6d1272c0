from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

FINE, COARSE = 10, 300
"Seconds that a sample covers while it is young, and once it is thinned."
STAYS_FINE, STAYS = timedelta(minutes=65), timedelta(hours=25)


class SampleQuerySet(models.QuerySet):
    @transaction.atomic
    def thin(self):
        """Fold what is over an hour old into five minutes each; drop what is over a day old."""
        now = timezone.now()
        self.filter(at__lt=now - STAYS).delete()
        whole = slot(now - STAYS_FINE, COARSE)
        old = list(self.select_for_update().filter(span=FINE, at__lt=whole))
        folded = [fold(samples, COARSE, at) for at, samples in by_slot(old, COARSE).items()]
        self.filter(pk__in=[sample.pk for sample in old]).delete()
        self.bulk_create(folded)


class Sample(models.Model):
    """What happened in some seconds: in one process while fine, in all of them once thinned."""

    at = models.DateTimeField(db_index=True, help_text="Where its seconds begin.")
    span = models.PositiveSmallIntegerField(default=FINE, help_text="Seconds that it covers.")
    seconds = models.PositiveSmallIntegerField(
        default=FINE, help_text="Seconds of these in which a process was up."
    )
    people = models.PositiveIntegerField(default=0)
    sockets = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.span} s from {self.at:%H:%M:%S}"


def slot(time, span):
    """The beginning of the slot of `span` seconds in which the time lies."""
    seconds = int(time.timestamp()) // span * span
    return datetime.fromtimestamp(seconds, UTC)


def by_slot(samples, span):
    """{beginning: its samples} in the order of the samples."""
    slots = defaultdict(list)
    for sample in samples:
        slots[slot(sample.at, span)].append(sample)
    return slots


def fold(samples, span, at):
    """One sample for many: counts add up, of people and sockets it keeps the most at once."""
    moments = by_slot(samples, FINE).values()
    counts = Counter()
    for sample in samples:
        counts.update(sample.counts)
    return Sample(
        at=at,
        span=span,
        seconds=sum(max(sample.seconds for sample in moment) for moment in moments),
        people=max(sample.people for sample in samples),
        sockets=max(sum(sample.sockets for sample in moment) for moment in moments),
        counts=counts,
    )
