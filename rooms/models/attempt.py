"""Attempts at a password or a token: counted in the database, with a wait that grows."""

import hashlib
import unicodedata
from datetime import timedelta
from math import ceil
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from rooms.live.refusal import Refused

STALE_AFTER = timedelta(hours=1)
"Failures that are older do not count any more."
FIRST_WAIT = 4


class Limit(NamedTuple):
    """How many attempts are free, and the longest wait after more; it doubles with each."""

    free: int
    max_wait: int

    def wait_after(self, attempts):
        excess = attempts - self.free
        if excess < 0:
            return timedelta(0)
        return timedelta(seconds=min(FIRST_WAIT * 2 ** min(excess, 20), self.max_wait))


BY_NAME, BY_ADDRESS = Limit(5, 300), Limit(20, 60)


class AttemptQuerySet(models.QuerySet):
    @transaction.atomic
    def begin(self, kind, *, name="", address=""):
        """Count an attempt before it is made, so that parallel ones count too.

        kind: such as "sign-in". name, address: whose attempts are limited, each by its own limit;
        it makes no difference whether the name exists. Returns a Pending, whose `succeeded` takes
        the count back. Raises Refused while one of them has to wait.
        """
        limits = {_key(kind, "name", name): BY_NAME, _key(kind, "address", address): BY_ADDRESS}
        limits = {key: limit for key, limit in limits.items() if key}
        self.bulk_create([self.model(key=key) for key in sorted(limits)], ignore_conflicts=True)
        # One order of locking, so that two processes cannot deadlock.
        rows = list(self.select_for_update(no_key=True).filter(key__in=limits).order_by("key"))
        now = timezone.now()
        waits = [row.waits_until for row in rows if row.waits_until]
        _refuse_while_waiting(max(waits, default=now), now)
        for row in rows:
            row.count(limits[row.key], now)
        return Pending(_key(kind, "name", name), _key(kind, "address", address))

    def stale(self):
        return self.filter(last_at__lt=timezone.now() - STALE_AFTER)


class Attempt(models.Model):
    """The recent failures of one name or one address."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
    waits_until = models.DateTimeField(null=True)

    objects = AttemptQuerySet.as_manager()

    def __str__(self):
        text = ngettext(
            "%(count)d failure of %(key)s", "%(count)d failures of %(key)s", self.failures
        )
        return text % {"count": self.failures, "key": self.key[:8]}

    def count(self, limit, now):
        """Count one more, which is a failure until it is known to have succeeded."""
        is_stale = self.last_at < now - STALE_AFTER
        self.failures = 1 if is_stale else self.failures + 1
        self.last_at, self.waits_until = now, now + limit.wait_after(self.failures)
        self.save(update_fields=["failures", "last_at", "waits_until"])


class Pending(NamedTuple):
    """An attempt that was counted, and whose outcome is not known yet."""

    name_key: str
    address_key: str

    def succeeded(self):
        """It was no failure: forget those of the name, and this one of the address."""
        Attempt.objects.filter(key=self.name_key).delete()
        address = Attempt.objects.filter(key=self.address_key, failures__gt=0)
        address.update(failures=F("failures") - 1, waits_until=None)


def _refuse_while_waiting(until, now):
    if until > now:
        seconds = ceil((until - now).total_seconds())
        text = gettext("Too many attempts. Try again in %(seconds)d s.") % {"seconds": seconds}
        raise Refused(text, status=429, retry_after=seconds)


def _key(kind, what, value):
    """A digest, so that no list of names or addresses is kept; "" for an empty value."""
    if not value:
        return ""
    value = unicodedata.normalize("NFKC", value).casefold()
    return hashlib.sha256(f"{kind}:{what}:{value}".encode("utf-8", "replace")).hexdigest()
