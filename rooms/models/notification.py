from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from rooms.live.hints import hint
from rooms.models.message import Message
from rooms.models.room import Room
from rooms.models.user import User


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def read(self):
        """Mark these as read, in every open page of their people; return whether any was not."""
        if people := list(self.unread().values_list("user", flat=True).order_by().distinct()):
            with transaction.atomic():
                self.unread().update(read_at=timezone.now())
                ring(people)
        return bool(people)

    @transaction.atomic
    def retell(self, text):
        """What they are about was changed: say so in new words."""
        people = list(self.values_list("user", flat=True).distinct())
        self.update(text=text)
        ring(people)

    @transaction.atomic
    def take_back(self):
        people = list(self.values_list("user", flat=True).distinct())
        self.delete()
        ring(people)


class Notification(models.Model):
    """Something that concerns one person, kept until long after it was read."""

    MENTION, MESSAGE, ADDED = "mention", "message", "added"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.SlugField(max_length=30)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=500, blank=True)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.CASCADE)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "read_at"], name="unread_notifications")]

    def __str__(self):
        return f"{self.kind} for {self.user}"

    def get_absolute_url(self):
        """The way to what it is about, by which it counts as read."""
        return reverse("notification", args=[self.pk])


@transaction.atomic
def notify(users, kind, text, url="", *, room=None, message=None):
    """Tell one person or several; works from anywhere.

    users: a User or an iterable of them. kind: a short word, such as "deploy". url: where
    it leads. It is written with the transaction of the caller and shown on commit; where
    no channel layer is shared, open pages find it within two seconds.
    """
    people = [users] if isinstance(users, User) else list(users)
    Notification.objects.bulk_create(
        Notification(user=p, kind=kind, text=text[:300], url=url, room=room, message=message)
        for p in people
    )
    ring(person.pk for person in people)


def ring(people):
    """Advance the bells of these people (ids) and wake their open pages on commit."""
    people = list(people)
    User.objects.filter(pk__in=people).update(bell_seq=models.F("bell_seq") + 1)
    hint(*[f"bell.{pk}" for pk in people])
