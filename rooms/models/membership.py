from datetime import timedelta

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.best_effort import best_effort
from rooms.live.hints import hint
from rooms.live.locks import update_in_order
from rooms.models.room import Room

TYPING_TTL = timedelta(seconds=5)
MOST_UNREAD = 1_000
"Messages that are counted when somebody marks a room as unread; the lists say 99+."


class MembershipQuerySet(models.QuerySet):
    def typing(self):
        return self.filter(typing_until__gt=timezone.now())

    def followers(self):
        """Of a thread: those who hear of each message."""
        return self.filter(level=Membership.ALL)

    def of_threads(self):
        return self.exclude(of_room=None)

    def of_team(self):
        """Those of rooms of the team and their threads, without the support desk."""
        return self.exclude(room__kind=Room.SUPPORT)

    def listed(self):
        """Those of rooms of the team."""
        return self.filter(room__kind__in=Room.LISTED)

    def behind(self):
        """Those whose people have not read all messages of the room."""
        return self.filter(~Q(read_posts=all_read()["read_posts"]))

    def mark_read(self):
        """Mark the rooms as read up to now, in one statement."""
        return update_in_order(self.behind(), **all_read())


class MembershipManager(models.Manager.from_queryset(MembershipQuerySet)):
    """Also the manager behind `room.memberships` and `user.memberships`."""

    def grant_to(self, *people):
        """Of `room.memberships`: make the people members."""
        self._create(Room.objects.filter(pk=self.instance.pk), people)

    def join_open_rooms(self):
        """Of `user.memberships`: make this person a member of every open room; not a bot."""
        if self.instance.is_person:
            self._create(Room.objects.open().active(), [self.instance])

    def open_thread(self, person):
        """Of `thread.memberships`: let this member of its room write there. Returns whether."""
        return bool(self._join_thread([person.pk], level=Membership.MENTIONS))

    def follow(self, user_ids, unread=0):
        """Of `thread.memberships`: these people hear of it from now on, if they are in its room.

        unread: how many of the latest messages are new to who was not there yet. Returns the ids
        of those who did not follow it before.
        """
        user_ids = set(user_ids) - set(self.followers().values_list("user", flat=True))
        self._join_thread(user_ids, level=Membership.ALL, unread=unread)
        update_in_order(self.filter(user__in=user_ids), level=Membership.ALL)
        return set(self.followers().filter(user__in=user_ids).values_list("user", flat=True))

    def follow_mentioned(self, user_ids, unread=0):
        """The same for those of them who want to hear of it if somebody mentions them."""
        if not user_ids:
            return set()
        places = Membership.objects.filter(room=self.instance.parent_id, user__in=user_ids)
        wanting = places.filter(level__in=(Membership.ALL, Membership.MENTIONS))
        return self.follow(wanting.values_list("user", flat=True), unread)

    def _join_thread(self, user_ids, *, level, unread=0):
        thread = self.instance
        memberships = [
            Membership(
                room=thread,
                user_id=each.user_id,
                of_room=each,
                level=level,
                read_seq=thread.seq - unread,
                read_posts=thread.posts - unread,
            )
            for each in Membership.objects.filter(room=thread.parent_id, user__in=user_ids)
        ]
        return Membership.objects.bulk_create(memberships, ignore_conflicts=True)

    def _create(self, rooms, people):
        """New members have read everything that was posted before."""
        memberships = [
            Membership(
                room=room,
                user=person,
                level=_first_level(room, person),
                read_seq=room.seq,
                read_posts=room.posts,
            )
            for room in rooms
            for person in people
        ]
        Membership.objects.bulk_create(memberships, ignore_conflicts=True)


def _first_level(room, person):
    if room.is_support:
        return Membership.NOTHING if person.is_guest else Membership.ALL
    return Membership.ALL if room.is_direct else Membership.MENTIONS


def all_read():
    """The columns of a membership whose room is read up to now."""
    room = Room.objects.filter(pk=OuterRef("room"))
    return {"read_seq": Subquery(room.values("seq")), "read_posts": Subquery(room.values("posts"))}


class Membership(models.Model):
    """That a person is in a room, and how much of it they want to hear."""

    ALL, MENTIONS, NOTHING, HIDDEN = "all", "mentions", "nothing", "hidden"
    LEVELS = [
        (ALL, _("every message")),
        (MENTIONS, _("when I am mentioned")),
        (NOTHING, _("nothing")),
        (HIDDEN, _("nothing, and hide the room")),
    ]
    TOLD = {ALL, MENTIONS}
    "The levels of those who are told if they are mentioned."

    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    user = models.ForeignKey("rooms.User", on_delete=models.CASCADE, related_name="memberships")
    of_room = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Of a thread: the membership of its room, with which it ends."),
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    read_seq = models.PositiveBigIntegerField(
        default=0, help_text=_("The room's number up to which this person has read.")
    )
    read_posts = models.PositiveBigIntegerField(
        default=0, help_text=_("How many messages of the room this person has read.")
    )
    level = models.CharField(_("tell me"), max_length=10, choices=LEVELS, default=MENTIONS)
    typing_until = models.DateTimeField(null=True, blank=True)
    draft = models.TextField(
        blank=True, default="", help_text=_("What this person has begun to write there.")
    )

    objects = MembershipManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="one_membership_per_person")
        ]
        indexes = [models.Index(fields=["room", "level"], name="membership_by_level")]

    def __str__(self):
        return gettext("%(person)s in %(room)s") % {"person": self.user, "room": self.room}

    @property
    def follows(self):
        """Of a thread: whether this person hears of each message."""
        return self.level == self.ALL

    def mark_read(self):
        """Mark the room as read, in the sidebars of this person's other pages too.

        If it cannot be stored, the next heartbeat of an open page does it.
        """
        if self.read_posts != self.room.posts:
            best_effort(self._mark_read)

    def _mark_read(self):
        if Membership.objects.filter(pk=self.pk).mark_read():
            self.user.advance()

    @transaction.atomic
    def mark_unread(self, message):
        """Set back what is read, so that this message is the first unread one.

        Its notifications stay as they are; of a thread see `remind` in rooms/models/mentions.py.
        """
        self.room.lock()
        unread = self.room.messages.filter(seq__gte=message.seq)[:MOST_UNREAD].count()
        self.read_seq, self.read_posts = message.seq - 1, self.room.posts - unread
        self.save(update_fields=["read_seq", "read_posts"])
        self.user.advance()

    def clear_notifications(self):
        """Mark the person's notifications of the room as read, if it can be stored.

        Returns whether any was unread.
        """
        return best_effort(self.user.notifications.filter(room=self.room).mark_read)

    @transaction.atomic
    def set_level(self, level):
        """Choose how much this person hears of the room."""
        self.level = level
        self.save(update_fields=["level"])
        self.user.advance()

    def keep_draft(self, text):
        """Keep what this person is writing there."""
        if text != self.draft:
            self.draft = text
            self.save(update_fields=["draft"])

    def mark_typing(self):
        """Show this person as typing for the next seconds."""
        self.typing_until = timezone.now() + TYPING_TTL
        self.save(update_fields=["typing_until"])
        hint(f"typing.{self.room_id}")
