import secrets
from functools import lru_cache

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.actor import current_actor
from rooms.live.compiled import CompiledQuery, CompiledUpdate, Param, columns
from rooms.live.hints import hint
from rooms.live.locks import in_order, update_in_order
from rooms.models.audit import changes_between, record, stored_language
from rooms.models.name import Name
from rooms.models.notification import Notification, notify
from rooms.models.slug import create_with_slug
from rooms.models.thread import CanBeThread, ThreadQuerySet
from rooms.models.user import User


class RoomQuerySet(ThreadQuerySet):
    def active(self):
        return self.filter(archived_at=None)

    def open(self):
        return self.filter(kind=Room.OPEN)

    def named(self):
        """Those that lists of rooms show, and that can be managed."""
        return self.filter(kind__in=Room.NAMED)

    def listed(self):
        """Those of the team. Conversations of the support desk are found at the desk alone."""
        return self.filter(kind__in=Room.LISTED)

    @transaction.atomic
    def start(self, name, creator, *, kind="open", purpose="", members=()):
        """Make a room: an open one of all persons, a closed one of the creator and `members`."""
        fields = {"purpose": purpose, "kind": kind, "creator": creator}
        room = create_with_slug(Room, name, RESERVED, **fields)
        with stored_language():
            record("room made", on=room, detail=room.get_kind_display(), actor=creator)
        if kind == Room.OPEN:
            room.grant_to(*User.objects.people())
        else:
            room.add_members(creator, *members, by=creator)
        return room

    @transaction.atomic
    def direct(self, *people):
        """The room of exactly these people, made when they first need it."""
        key = "-".join(str(pk) for pk in sorted({person.pk for person in people}))
        room, is_new = self.get_or_create(
            people_key=key, defaults={"kind": Room.DIRECT, "slug": secrets.token_hex(8)}
        )
        if is_new:
            room.grant_to(*people)
        return room

    def mark_hooked(self):
        """Note of each room whether it has a bot with a webhook; posts in others ask nothing."""
        everywhere = Q(members__webhooks__isnull=False, members__webhooks__room=None)
        hooked = Room.objects.filter(everywhere | Q(members__webhooks__room=F("pk")))
        rooms = Room.objects.filter(pk__in=list(self.values_list("pk", flat=True)))
        in_order(rooms).update(is_hooked=Exists(hooked.filter(pk=OuterRef("pk"))))


RESERVED = {"new", "direct"}
"Slugs that are words of addresses."


class Room(CanBeThread):
    """A place with messages and members, of a kind; a thread and a conversation at the support
    desk are some too."""

    OPEN, CLOSED, DIRECT = "open", "closed", "direct"
    THREAD, SUPPORT = "thread", "support"
    KINDS = [
        (OPEN, _("open to everyone")),
        (CLOSED, _("closed")),
        (DIRECT, _("direct")),
        (THREAD, _("thread")),
        (SUPPORT, _("support")),
    ]
    NAMED = (OPEN, CLOSED)
    "The kinds that have a name of their own; who makes such a room or is staff manages it."
    LISTED = (OPEN, CLOSED, DIRECT)
    "The kinds that the team sees: in lists, in the search, by an address of their own."

    name = Name(max_length=60, blank=True)
    slug = models.SlugField(max_length=60, unique=True)
    purpose = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=KINDS, default=OPEN)
    people_key = models.CharField(max_length=200, unique=True, null=True, editable=False)
    creator = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    members = models.ManyToManyField(User, through="rooms.Membership", related_name="rooms")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    seq = models.PositiveBigIntegerField(
        default=0,
        editable=False,
        help_text=_("Grows with every change; latest number of room.<id>."),
    )
    posts = models.PositiveBigIntegerField(default=0, editable=False)
    last_author = models.ForeignKey(
        User,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    last_posted_at = models.DateTimeField(null=True, editable=False)

    is_hooked = models.BooleanField(
        default=False, editable=False, help_text=_("Whether it has a bot with a webhook.")
    )

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        if self.is_thread:
            return f"thread {self.root_id}"
        if self.is_support:
            return f"conversation {self.slug}"
        return self.name or f"direct room {self.people_key}"

    def get_absolute_url(self):
        if self.is_thread:
            return reverse("thread", args=[self.parent.slug, self.root_id])
        if self.is_support:
            return reverse("dashboard-ticket", args=[self.slug])
        return reverse("room", args=[self.slug])

    @property
    def topic(self):
        return f"room.{self.pk}"

    @property
    def is_direct(self):
        return self.kind == self.DIRECT

    @property
    def is_thread(self):
        return self.kind == self.THREAD

    @property
    def is_support(self):
        return self.kind == self.SUPPORT

    @property
    def is_named(self):
        return self.kind in self.NAMED

    @property
    def is_archived(self):
        return self.archived_at is not None

    def name_for(self, viewer):
        """What the viewer calls this room: a direct one is named after the others in it."""
        if self.is_thread:
            return gettext("Thread in %(room)s") % {"room": self.parent.name_for(viewer)}
        if not self.is_direct:
            return self.name
        others = [person.display_name for person in self.members.all() if person != viewer]
        return ", ".join(sorted(others)) or viewer.display_name

    def lock(self):
        """Lock the row until the transaction ends, and load it as it is now.

        Of a thread first that of its room, where its messages are counted.
        """
        if self.parent_id:
            self.parent = Room(pk=self.parent_id)
            self.parent.lock()
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("Lock a room inside a transaction.")
        rows = _locked(room=self.pk)
        if not rows:
            raise Room.DoesNotExist
        for name, value in zip(columns(Room), rows[0], strict=True):
            setattr(self, name, value)

    def update_columns(self, *fields):
        """Store these fields; cheaper than `save` for what happens with every message."""
        _compiled_update(fields)(room=self.pk, **{name: getattr(self, name) for name in fields})

    def advance(self):
        """Take the next number. Call it inside a transaction, before writing the change.

        The row stays locked until the commit, so the order of the numbers is the order
        of the commits. The hint is sent on commit.
        """
        self.lock()
        return self.take_seq()

    def take_seq(self):
        """The same of a room that is locked."""
        self.seq += 1
        self.update_columns("seq")
        hint(self.topic, seq=self.seq)
        return self.seq

    @transaction.atomic
    def rename(self, name, purpose):
        self.advance()
        before = Room.objects.get(pk=self.pk)
        self.name, self.purpose = name, purpose
        self.save(update_fields=["name", "purpose"])
        record("room changed", on=self, detail=changes_between(before, self, "name", "purpose"))
        User.objects.filter(rooms=self).advance()

    @transaction.atomic
    def archive(self):
        """Close the room and its threads for writing, and take it out of the sidebars."""
        self.advance()
        self.archived_at = timezone.now()
        self.save(update_fields=["archived_at"])
        update_in_order(self.threads.all(), archived_at=self.archived_at)
        record("room archived", on=self)
        User.objects.filter(rooms=self).advance()

    @transaction.atomic
    def restore(self):
        """Open it for writing again; an open room takes in those who came meanwhile."""
        self.advance()
        self.archived_at = None
        self.save(update_fields=["archived_at"])
        update_in_order(self.threads.all(), archived_at=None)
        record("room restored", on=self)
        if self.kind == self.OPEN:
            self.memberships.grant_to(*User.objects.people())
        User.objects.filter(rooms=self).advance()

    @transaction.atomic
    def add_members(self, *people, by=None):
        """Make them members; notify those whom someone else adds to a closed room."""
        self.lock()
        already = set(self.members.filter(pk__in=[p.pk for p in people]))
        self.grant_to(*people)
        others = [person for person in people if person != by and person not in already]
        for person in others:
            record("member added", on=person, detail=f"to {self}", actor=by)
        if by and self.kind == self.CLOSED:
            self._notify_added(others, by)

    @transaction.atomic
    def grant_to(self, *people):
        """Make them members without a notification, as everyone is one of an open room."""
        self.memberships.grant_to(*people)
        User.objects.filter(pk__in=[person.pk for person in people]).advance()
        if any(person.is_bot for person in people):
            Room.objects.filter(pk=self.pk).mark_hooked()

    def _notify_added(self, people, by):
        with stored_language():
            text = gettext("%(who)s added you to # %(room)s") % {"who": by, "room": self.name}
        notify(people, Notification.ADDED, text, self.get_absolute_url(), room=self)

    @transaction.atomic
    def remove_member(self, person):
        """End the membership; the person's open pages of the room close at once.

        Their memberships of its threads end with it, and their notifications of all these are
        taken back. The lock lets no post or edit, which began while they were a member, notify
        them afterwards.
        """
        self.lock()
        gone, _ = self.memberships.filter(user=person).delete()
        person.notifications.filter(Q(room=self) | Q(room__parent=self)).retract()
        if gone and current_actor().person == person:
            record("member left", on=self)
        elif gone:
            record("member removed", on=person, detail=f"from {self}")
        person.advance()


@CompiledQuery
def _locked():
    rows = Room.objects.select_for_update(no_key=True).filter(pk=Param("room"))
    return rows.order_by().values_list(*columns(Room))


@lru_cache
def _compiled_update(fields):
    return CompiledUpdate(lambda: Room.objects.filter(pk=Param("room")), *fields)
