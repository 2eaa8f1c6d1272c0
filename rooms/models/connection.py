from datetime import timedelta

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.locks import update_in_order
from rooms.models.counter import Counter
from rooms.models.room import Room
from rooms.models.user import User

TTL = timedelta(seconds=30)
"A page is open for as long after its last heartbeat."
READING_TTL = timedelta(seconds=20)
NEW_FOR = timedelta(seconds=3)
"A page that was just opened counts as read until it says what it is."
AWAY_AFTER = timedelta(minutes=1)
CLOSED_TTL = timedelta(seconds=3)
BROKEN_TTL = timedelta(seconds=10)
PRUNE_AFTER = timedelta(minutes=10)


class ConnectionQuerySet(models.QuerySet):
    def live(self):
        return self.filter(seen_at__gt=timezone.now() - TTL)

    def of_team(self):
        """Those of the team's pages, not of visitors of the support desk."""
        return self.exclude(user__kind=User.GUEST)

    def reading(self):
        """Those whose newest message is being looked at, so that what arrives there is read."""
        now = timezone.now()
        is_reading = Q(is_reading=True) | Q(is_reading=None, opened_at__gt=now - NEW_FOR)
        return self.filter(is_reading, seen_at__gt=now - READING_TTL)

    def present(self):
        """Those that were looked at within the last minute; whoever has none is away."""
        since = timezone.now() - AWAY_AFTER
        return self.live().filter(Q(away_since=None) | Q(away_since__gt=since))

    def expired(self):
        """Those that are over: closed, or of a process that was killed long ago."""
        now = timezone.now()
        is_over = Q(is_closed=True, seen_at__lt=now - TTL) | Q(seen_at__lt=now - PRUNE_AFTER)
        return self.filter(is_over)

    def prune(self):
        """Delete these; keep with their people when they were last seen."""
        latest = self.filter(user=OuterRef("pk")).order_by("-seen_at").values("seen_at")[:1]
        people = User.objects.filter(pk__in=self.values("user"))
        update_in_order(people, last_seen_at=Subquery(latest))
        return self.delete()

    def look(self, is_looked_at, is_reading):
        """Note whether somebody looks at these pages, and at their newest message."""
        away_since = None if is_looked_at else timezone.now()
        return update_in_order(self, away_since=away_since, is_reading=is_reading)

    def touch(self):
        return update_in_order(self, seen_at=timezone.now())

    def close(self):
        """Let them expire shortly, so that a reload does not look like a departure."""
        return update_in_order(self, seen_at=timezone.now() - TTL + CLOSED_TTL, is_closed=True)

    def close_broken(self):
        """Let them expire a little later: the page is gone, or on its way back."""
        return update_in_order(self, seen_at=timezone.now() - TTL + BROKEN_TTL, is_closed=True)


class Connection(models.Model):
    """An open page. Who is online has one that was seen lately; there is no flag.

    A process that is killed leaves rows behind, which expire by themselves. Each heartbeat writes
    `seen_at`, so no index has it: PostgreSQL then updates the row in its place. Closed ones are
    soon deleted, so to read the whole table is to read the open pages.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="connections")
    room = models.ForeignKey(
        Room,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="connections",
        db_index=False,
    )
    counter = models.ForeignKey(
        Counter, null=True, blank=True, on_delete=models.CASCADE, related_name="connections"
    )
    process = models.CharField(max_length=32)
    opened_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now)
    away_since = models.DateTimeField(
        null=True, default=timezone.now, help_text=_("Empty while somebody looks at the page.")
    )
    is_reading = models.BooleanField(
        null=True, help_text=_("Whether somebody looks at the newest message; unknown at first.")
    )
    is_closed = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Nobody comes back on it; the row is deleted within a minute."),
    )

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["room", "user"], name="connection_by_room")]

    def __str__(self):
        since = {"person": self.user, "time": f"{self.opened_at:%H:%M:%S}"}
        return gettext("%(person)s since %(time)s") % since
