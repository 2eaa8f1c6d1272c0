from datetime import timedelta

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from rooms.models.counter import Counter
from rooms.models.room import Room
from rooms.models.user import User

LIVES = timedelta(seconds=30)
LOOKS = timedelta(seconds=20)
LINGERS = timedelta(seconds=3)
RETURNS = timedelta(seconds=10)
FORGOTTEN = timedelta(minutes=10)


class ConnectionQuerySet(models.QuerySet):
    def live(self):
        return self.filter(seen_at__gt=timezone.now() - LIVES)

    def open(self):
        """Those that answered the last beat, so that what is said there is being read."""
        return self.filter(seen_at__gt=timezone.now() - LOOKS)

    def forgotten(self):
        """Those that ran out so long ago that no page can come back on them."""
        return self.filter(seen_at__lt=timezone.now() - FORGOTTEN)

    def forget(self):
        """Delete these; when their people were last seen stays with the people."""
        latest = self.filter(user=OuterRef("pk")).order_by("-seen_at").values("seen_at")[:1]
        people = User.objects.filter(pk__in=self.values("user"))
        people.update(last_seen_at=Subquery(latest))
        return self.delete()

    def seen(self):
        return self.update(seen_at=timezone.now())

    def left(self):
        """Let the rows run out shortly, so that a reload does not look like a departure."""
        return self.update(seen_at=timezone.now() - LIVES + LINGERS)

    def broken_off(self):
        """Let them run out a little later: the page is gone, or on its way back."""
        return self.update(seen_at=timezone.now() - LIVES + RETURNS)


class Connection(models.Model):
    """An open page. Who is here is who has one that was seen lately; there is no flag.

    A process that is killed leaves rows behind which run out by themselves.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="connections")
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.CASCADE, related_name="connections"
    )
    counter = models.ForeignKey(
        Counter, null=True, blank=True, on_delete=models.CASCADE, related_name="connections"
    )
    process = models.CharField(max_length=32, db_index=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["room", "user"], name="connection_by_room")]

    def __str__(self):
        return f"{self.user} since {self.opened_at:%H:%M:%S}"
