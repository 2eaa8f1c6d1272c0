import secrets
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.live import jobs
from rooms.models.audit import record

RELEASED = {"claim": "", "claimed_until": None}
MAX_LENGTH = 500
KEPT_FOR = timedelta(days=30)
"How long a job that failed for good is kept for staff."


class JobQuerySet(models.QuerySet):
    def waiting(self):
        """Those that are still to be run."""
        return self.filter(failed_at=None)

    def due(self):
        return self.waiting().filter(due__lte=timezone.now())

    def free(self):
        """Those that no process runs; a claim that ran out is of a process that was killed."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=timezone.now()))

    def failing(self):
        """Those whose last run failed."""
        return self.exclude(error="")

    def failed(self):
        """Those that are not tried any more."""
        return self.exclude(failed_at=None)

    def stale(self):
        """Those that failed so long ago that nobody will look at them."""
        return self.filter(failed_at__lt=timezone.now() - KEPT_FOR)

    def counts(self):
        """{"overdue": due or running, "failed": for good, "late": seconds that one waits}"""
        now = timezone.now()
        is_due = Q(failed_at=None, due__lte=now)
        counts = self.aggregate(
            overdue=Count("pk", filter=is_due),
            failed=Count("pk", filter=~Q(failed_at=None)),
            first=Min("due", filter=is_due),
        )
        first = counts.pop("first") or now
        return counts | {"late": (now - first).total_seconds()}

    def schedule(self, kind, due, **ids):
        """Run the kind of job with these ids at that time, in the caller's transaction.

        There is one job of a kind with the same ids: scheduling it again moves it. One that is
        running then runs a second time. Raises ValueError for a kind that is not registered.
        """
        self.schedule_each(kind, due, [ids])

    def schedule_each(self, kind, due, several):
        """The same for several jobs of one kind, each with its ids, in one statement."""
        if kind not in jobs.kinds:
            raise ValueError(f"There is no job called “{kind}”.")
        self.bulk_create(
            [self.model(kind=kind, ids=dict(sorted(ids.items())), due=due) for ids in several],
            update_conflicts=True,
            unique_fields=["kind", "ids"],
            update_fields=["due", "tries", "error", "failed_at"],
        )
        transaction.on_commit(jobs.wake)

    def cancel(self, kind, **ids):
        """Take back what was scheduled, if it was. A run that has begun does not count."""
        self.filter(kind=kind, ids=dict(sorted(ids.items()))).delete()

    # What the loop asks:

    def schedule_recurring(self):
        """Add the kinds that recur and are not there; they are due at once."""
        now, recurring = timezone.now(), [name for name, kind in jobs.kinds.items() if kind.every]
        self.bulk_create(
            [self.model(kind=name, due=now) for name in recurring], ignore_conflicts=True
        )

    def next_due(self):
        """When the next job is due; None without any."""
        return self._runnable().values_list("due", flat=True).first()

    def claim(self):
        """Claim the job that has been due for longest; None if there is none.

        One process gets it: PostgreSQL skips rows that another one has locked, and on SQLite the
        transaction holds the write lock from its begin.
        """
        with transaction.atomic():
            due = self._runnable().filter(due__lte=timezone.now())
            job = due.select_for_update(skip_locked=True).first()
            if job:
                job.claim, job.claimed_until = secrets.token_hex(8), timezone.now() + jobs.LEASE
                job.tries += 1
                job.save(update_fields=["claim", "claimed_until", "tries"])
        return job

    def renew(self, claims):
        self.filter(claim__in=claims).update(claimed_until=timezone.now() + jobs.LEASE)

    def _runnable(self):
        """Free jobs of the kinds that this process knows, which may be older than another."""
        return self.waiting().free().filter(kind__in=list(jobs.kinds)).order_by("due")


class Job(models.Model):
    """Work that is due at a time. It is deleted when it is done; one that recurs is moved.

    Whoever runs it has its claim, and ends it only while that is still the same.
    """

    kind = models.CharField(max_length=40)
    ids = models.JSONField(default=dict, help_text=_("What it is about: names and numbers."))
    due = models.DateTimeField()
    claim = models.CharField(max_length=16, blank=True, editable=False)
    claimed_until = models.DateTimeField(
        null=True, blank=True, help_text=_("When another process may run it.")
    )
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("last error"), max_length=MAX_LENGTH, blank=True)
    failed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the last of its tries failed.")
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        # The ids first: by an index that begins with the kind, SQLite would read and sort all jobs.
        constraints = [
            models.UniqueConstraint(fields=["ids", "kind"], name="one_job_per_kind_and_ids")
        ]
        indexes = [models.Index(fields=["due"], condition=Q(failed_at=None), name="waiting_jobs")]

    def __str__(self):
        return f"{self.kind} {self.about}".strip()

    @property
    def about(self):
        return ", ".join(f"{name} {pk}" for name, pk in self.ids.items())

    @property
    def title(self):
        """What it does, for staff."""
        kind = jobs.kinds.get(self.kind)
        label = kind.label if kind else self.kind
        return f"{label} ({self.about})" if self.ids else str(label)

    @property
    def is_running(self):
        return self.claimed_until is not None and self.claimed_until > timezone.now()

    @property
    def is_recurring(self):
        return self.kind in jobs.kinds and jobs.kinds[self.kind].every is not None

    def done(self):
        """It has run: delete it, or move it if it recurs. Raises LostClaim."""
        if self.is_recurring:
            self._end(due=timezone.now() + jobs.kinds[self.kind].every, tries=0, error="")
        else:
            self._end()

    def failed(self, error):
        """It has failed: try again later, or after the last try leave it to staff.

        A job that recurs is never given up.
        """
        now = timezone.now()
        is_last = self.tries >= jobs.MAX_TRIES and not self.is_recurring
        self._end(
            due=now + jobs.delay_after(self.tries),
            error=_storable(f"{type(error).__name__}: {error}"),
            failed_at=now if is_last else None,
        )

    def _end(self, **changes):
        """End this run. A job that was scheduled anew meanwhile stays as it is."""
        mine = Job.objects.filter(pk=self.pk, claim=self.claim)
        as_claimed = mine.filter(due=self.due)
        if changes:
            ended = as_claimed.update(**changes, **RELEASED)
        else:
            ended, _ = as_claimed.delete()
        if not ended and not mine.update(**RELEASED):
            raise jobs.LostClaim

    @transaction.atomic
    def retry(self):
        """Run it now, with all its tries. False if it is running, or gone."""
        free = Job.objects.failing().free().filter(pk=self.pk)
        if not free.update(due=timezone.now(), tries=0, failed_at=None):
            return False
        record("job retried", on=self)
        transaction.on_commit(jobs.wake)
        return True

    @transaction.atomic
    def drop(self):
        """Delete it, if it is not tried any more."""
        dropped, _ = Job.objects.failed().filter(pk=self.pk).delete()
        if dropped:
            record("job dropped", on=self, detail=self.error)
        return bool(dropped)


def _storable(text):
    """The text cut to the column, without what a database refuses."""
    text = text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    return text[:MAX_LENGTH]
