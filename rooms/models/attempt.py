"""Attempts at a password or a token: counted in the database, with a wait that grows."""

import hashlib
from datetime import timedelta
from ipaddress import ip_network
from math import ceil
from operator import attrgetter
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from rooms.live.actor import current_actor
from rooms.live.refusal import Refused
from rooms.markup import folded
from rooms.models.audit import AuditEntry, record_limited, stored_language

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
    def begin(self, kind, *, name="", address=""):
        """Count an attempt before it is made, so that parallel ones count too.

        kind: such as "sign-in". name, address: whose attempts are limited, each by its own limit;
        it makes no difference whether the name exists. Returns a Pending, whose `succeeded` takes
        the count back. Raises Refused while one of them has to wait; the audit log has one entry
        for all that are refused, with their number.
        """
        begun = self._begin(kind, name, network_of(address))
        if isinstance(begun, Refused):
            raise begun
        return begun

    @transaction.atomic
    def _begin(self, kind, name, address):
        limits = {_key(kind, "name", name): BY_NAME, _key(kind, "address", address): BY_ADDRESS}
        limits = {key: limit for key, limit in limits.items() if key}
        self.bulk_create([self.model(key=key) for key in sorted(limits)], ignore_conflicts=True)
        # One order of locking, so that two processes cannot deadlock.
        rows = list(self.select_for_update(no_key=True).filter(key__in=limits).order_by("key"))
        now = timezone.now()
        waiting = [row for row in rows if row.waits_until and row.waits_until > now]
        if waiting:
            last = max(waiting, key=attrgetter("waits_until"))
            last.count_refusal(kind, name if last.key == _key(kind, "name", name) else "")
            return _refusal(last.waits_until, now)
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
    refused = models.PositiveIntegerField(default=0)
    entry = models.ForeignKey(
        AuditEntry, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = AttemptQuerySet.as_manager()

    def __str__(self):
        text = ngettext(
            "%(count)d failure of %(key)s", "%(count)d failures of %(key)s", self.failures
        )
        return text % {"count": self.failures, "key": self.key[:8]}

    def count(self, limit, now):
        """Count one more, which is a failure until it is known to have succeeded."""
        is_stale = self.last_at < now - STALE_AFTER
        if is_stale:
            self.failures, self.refused, self.entry = 0, 0, None
        self.failures += 1
        self.last_at, self.waits_until = now, now + limit.wait_after(self.failures)
        self.save(update_fields=["failures", "last_at", "waits_until", "refused", "entry"])

    def count_refusal(self, kind, name):
        """Count one that was refused, in the entry of the audit log about all of them."""
        is_ones_own = current_actor().person is not None
        on = f"{kind} as {name}" if name and not is_ones_own else kind
        self.entry = self.entry or record_limited("attempts refused", on)
        self.refused += 1
        self.save(update_fields=["refused", "entry"])
        if self.entry:
            with stored_language():
                count = ngettext("%(count)d attempt", "%(count)d attempts", self.refused)
                self.entry.detail = count % {"count": self.refused}
            self.entry.save(update_fields=["detail"])


class Pending(NamedTuple):
    """An attempt that was counted, and whose outcome is not known yet."""

    name_key: str
    address_key: str

    def succeeded(self):
        """It was no failure: forget those of the name, and this one of the address."""
        Attempt.objects.filter(key=self.name_key).delete()
        address = Attempt.objects.filter(key=self.address_key, failures__gt=0)
        address.update(failures=F("failures") - 1, waits_until=None)


def network_of(address):
    """What one client may choose its addresses from: of IPv6 the first half is its network's."""
    return str(ip_network((address, 64), strict=False)) if ":" in address else address


def _refusal(until, now):
    seconds = ceil((until - now).total_seconds())
    text = gettext("Too many attempts. Try again in %(seconds)d s.") % {"seconds": seconds}
    return Refused(text, status=429, retry_after=seconds)


def _key(kind, what, value):
    """A digest, so that no list of names or addresses is kept; "" for an empty value."""
    if not value:
        return ""
    return hashlib.sha256(f"{kind}:{what}:{folded(value)}".encode("utf-8", "replace")).hexdigest()
