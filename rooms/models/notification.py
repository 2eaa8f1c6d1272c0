from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from rooms.live.hints import hint
from rooms.live.locks import in_order, update_in_order
from rooms.models.user import User


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def seen_in_rooms(self, seen):
        """The unread ones that somebody has seen: {(user, room): up to when}, by ids."""
        users, rooms = ({pair[n] for pair in seen} for n in (0, 1))
        found = self.unread().filter(user__in=users, room__in=rooms).order_by()
        rows = found.values_list("pk", "created_at", "user_id", "room_id")
        pks = [pk for pk, at, *pair in rows if tuple(pair) in seen and at <= seen[tuple(pair)]]
        return self.filter(pk__in=pks)

    def mark_read(self):
        """Mark these as read, on every open page; return whether any was unread."""
        if people := list(self.unread().values_list("user", flat=True).order_by().distinct()):
            with transaction.atomic():
                in_order(self.unread()).update(read_at=timezone.now())
                advance_bells(people)
        return bool(people)

    @transaction.atomic
    def mark_unread(self):
        """Mark these as unread again; return whether there are any."""
        people = list(self.values_list("user", flat=True).order_by().distinct())
        in_order(self).update(read_at=None)
        advance_bells(people)
        return bool(people)

    @transaction.atomic
    def reword(self, text):
        """Replace the text, as what they are about was edited."""
        people = list(self.values_list("user", flat=True).distinct())
        in_order(self).update(text=text)
        advance_bells(people)

    @transaction.atomic
    def retract(self):
        """Delete these and take them off every open page."""
        people = list(self.values_list("user", flat=True).distinct())
        in_order(self).delete()
        advance_bells(people)


class Notification(models.Model):
    """Something that concerns one person, kept until long after it was read."""

    MENTION, MESSAGE, REPLY, ADDED = "mention", "message", "reply", "added"

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.SlugField(max_length=30, db_index=False)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=500, blank=True)
    room = models.ForeignKey("rooms.Room", null=True, blank=True, on_delete=models.CASCADE)
    message = models.ForeignKey("rooms.Message", null=True, blank=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "read_at"], name="unread_notifications"),
            models.Index(fields=["user", "-id"], name="latest_notifications"),
        ]

    def __str__(self):
        return gettext("%(kind)s for %(person)s") % {"kind": self.kind, "person": self.user}

    def get_absolute_url(self):
        """Marks it as read and redirects to what it is about."""
        return reverse("notification", args=[self.pk])


@transaction.atomic
def notify(users, kind, text, url="", *, room=None, message=None):
    """Notify one person or several; works from anywhere.

    users: a User or an iterable of them. kind: a short word, such as "deploy". url: where
    it leads. room: those who are not in it are told nothing. It is stored in the caller's
    transaction and shown on commit; where no channel layer is shared, open pages find it within
    two seconds.
    """
    people = [users] if isinstance(users, User) else list(users)
    advance_bells(person.pk for person in people)  # first, so that one person's ids are in order
    Notification.objects.bulk_create(
        Notification(user=p, kind=kind, text=text[:300], url=url, room=room, message=message)
        for p in people
    )


def advance_bells(user_ids):
    """Take the next number of these people's bells and hint their open pages."""
    user_ids = list(user_ids)
    update_in_order(User.objects.filter(pk__in=user_ids), bell_seq=models.F("bell_seq") + 1)
    hint(*[f"bell.{pk}" for pk in user_ids])
