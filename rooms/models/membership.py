from datetime import timedelta

from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from rooms.live.hints import hint

TYPING_LASTS = timedelta(seconds=5)


class MembershipQuerySet(models.QuerySet):
    def with_unread(self):
        """Annotate `unread`: messages since the last reading; none while the room is open."""
        from rooms.models import Connection

        looking = Connection.objects.open().filter(room=OuterRef("room"), user=OuterRef("user"))
        return self.annotate(
            unread=Case(
                When(Exists(looking), then=Value(0)),
                default=F("room__posts") - F("read_posts"),
                output_field=models.IntegerField(),
            )
        )

    def typing(self):
        return self.filter(typing_until__gt=timezone.now())

    def behind(self):
        """Those whose people have not read all that was posted in the room."""
        return self.filter(~Q(read_posts=up_to_now()["read_posts"]))

    def read(self):
        """Mark the rooms as read up to now; one statement however many there are."""
        return self.behind().update(**up_to_now())


def up_to_now():
    """What is stored about a place once all of its room is read."""
    from rooms.models.room import Room

    room = Room.objects.filter(pk=OuterRef("room"))
    return {"read_seq": Subquery(room.values("seq")), "read_posts": Subquery(room.values("posts"))}


class Membership(models.Model):
    """A person's place in a room, and how much of it they want to hear."""

    ALL, MENTIONS, NOTHING, HIDDEN = "all", "mentions", "nothing", "hidden"
    LEVELS = [
        (ALL, "every message"),
        (MENTIONS, "when I am mentioned"),
        (NOTHING, "nothing"),
        (HIDDEN, "nothing, and hide the room"),
    ]

    room = models.ForeignKey("rooms.Room", on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("rooms.User", on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(auto_now_add=True)
    read_seq = models.PositiveBigIntegerField(
        default=0, help_text="The room's number up to which this person has read."
    )
    read_posts = models.PositiveBigIntegerField(
        default=0, help_text="How many messages of the room this person has read."
    )
    level = models.CharField("tell me", max_length=10, choices=LEVELS, default=MENTIONS)
    typing_until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="one_membership_per_person")
        ]
        indexes = [models.Index(fields=["room", "level"], name="membership_by_level")]

    def __str__(self):
        return f"{self.user} in {self.room}"

    def read(self):
        """Mark the room as read, in the sidebars of this person's other pages too."""
        is_behind = self.read_posts != self.room.posts
        if is_behind and Membership.objects.filter(pk=self.pk).read():
            self.user.changed()

    def hear(self):
        """Mark as read what the person was told about the room; return whether there was any."""
        return self.user.notifications.filter(room=self.room).read()

    @transaction.atomic
    def tell(self, level):
        """Choose what this person hears of the room."""
        self.level = level
        self.save(update_fields=["level"])
        self.user.changed()

    def type(self):
        """Show this person as typing for the next seconds."""
        self.typing_until = timezone.now() + TYPING_LASTS
        self.save(update_fields=["typing_until"])
        hint(f"typing.{self.room_id}")
