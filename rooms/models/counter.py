from collections import defaultdict

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.hints import hint
from rooms.live.metrics import metrics
from rooms.models.audit import changes_between, record
from rooms.models.membership import Membership
from rooms.models.name import Name
from rooms.models.room import Room
from rooms.models.slug import create_with_slug
from rooms.models.user import User

LIMIT = 10**15
COUNTERS = "counters"
"The topic of the list; `counters.<room>` is that of a room's header. They have no numbers."
RESERVED = {"new"}


class CounterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All but those of closed rooms in which the person is not."""
        everyones = Q(room=None) | Q(room__kind=Room.OPEN)
        return self.filter(everyones | Q(room__in=user.rooms.all()))

    def closed_to(self, user_ids):
        """{counter: those of the users who may see it}, of the counters not for everyone."""
        rooms = dict(
            self.exclude(room=None).exclude(room__kind=Room.OPEN).values_list("pk", "room_id")
        )
        if not rooms:
            return {}
        members = defaultdict(set)
        places = Membership.objects.filter(room__in=rooms.values(), user__in=user_ids)
        for room, user in places.values_list("room_id", "user_id"):
            members[room].add(user)
        return {pk: frozenset(members[room]) for pk, room in rooms.items()}

    @transaction.atomic
    def start(self, name, **details):
        """Make a counter at 0, with the details of `edit`."""
        counter = create_with_slug(Counter, name, RESERVED)
        counter.configure(name, **details)
        record("counter made", on=counter)
        return counter


class Counter(models.Model):
    """A named figure that people change together and watch live."""

    EVERYONE, GROUP, STAFF = "everyone", "group", "staff"
    BUMPERS = [(EVERYONE, _("everyone who sees it")), (GROUP, _("a group")), (STAFF, _("staff"))]

    name = Name(max_length=60)
    slug = models.SlugField(max_length=60, unique=True)
    value = models.BigIntegerField(default=0, editable=False)
    seq = models.PositiveBigIntegerField(
        default=0,
        editable=False,
        help_text=_("Grows with every change; latest number of counter.<id>."),
    )
    bumpers = models.CharField(
        _("who may bump it"), max_length=10, choices=BUMPERS, default=EVERYONE
    )
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL)
    room = models.ForeignKey(
        Room,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="counters",
        help_text=_("It stands in this room's header. Of a closed room, only members see it."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CounterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("counter", args=[self.slug])

    @property
    def topic(self):
        return f"counter.{self.pk}"

    def bump(self, by, actor):
        """Add `by`, which may be negative, however many others do so at the same time.

        This and its two siblings raise ValidationError beyond 10**15.
        """
        self._change(CounterBump.BUMP, lambda value: value + by, actor)
        metrics["bumps"] += 1

    @transaction.atomic
    def set(self, value, actor):
        before = self._change(CounterBump.SET, lambda _: value, actor)
        record("counter set", on=self, detail=f"from {before:,} to {value:,}", actor=actor)

    @transaction.atomic
    def reset(self, actor):
        """Begin again at 0. The history stays."""
        before = self._change(CounterBump.RESET, lambda _: 0, actor)
        record("counter reset", on=self, detail=f"from {before:,}", actor=actor)

    @transaction.atomic
    def _change(self, kind, change, actor):
        self._lock()
        before, self.value = self.value, _within_reason(change(self.value))
        self.save(update_fields=["seq", "value"])
        self.bumps.create(
            seq=self.seq, kind=kind, by=self.value - before, value=self.value, actor=actor
        )
        self._hint(self.room_id)
        return before

    def _lock(self):
        """Take the next number; the row is as it stands, and locked until the commit."""
        locked = Counter.objects.select_for_update(no_key=True).get(pk=self.pk)
        self.seq, self.value, self.room_id = locked.seq + 1, locked.value, locked.room_id

    def _hint(self, *rooms):
        hint(self.topic, seq=self.seq)
        for pk in {*rooms} - {None}:
            hint(f"{COUNTERS}.{pk}")

    @transaction.atomic
    def edit(self, name, **details):
        """Rename it, choose who may bump it and in which room's header it stands."""
        before = Counter.objects.select_related("group", "room").get(pk=self.pk)
        self.configure(name, **details)
        changes = changes_between(before, self, "name", "bumpers", "group", "room")
        record("counter changed", on=self, detail=changes)

    @transaction.atomic
    def configure(self, name, *, bumpers=EVERYONE, group=None, room=None):
        """Do what `edit` does, but leave the audit entry to the caller."""
        self._lock()
        before, self.room = self.room_id, room
        self.name, self.bumpers, self.group = name, bumpers, group
        self.save(update_fields=["seq", "name", "bumpers", "group", "room"])
        self._hint(before, self.room_id)
        if room and room.kind == Room.CLOSED and before != room.pk:
            User.objects.filter(connections__counter=self).advance()

    @transaction.atomic
    def delete_for_good(self):
        """Take it from every page, with its history; pages that show it close."""
        self._lock()
        User.objects.filter(connections__counter=self).advance()
        record("counter deleted", on=self, detail=f"It showed {self.value}.")
        self._hint(self.room_id)
        self.delete()


def _within_reason(value):
    if abs(value) > LIMIT:
        limits = {"lowest": f"{-LIMIT:,}", "highest": f"{LIMIT:,}"}
        text = gettext("A counter counts from %(lowest)s to %(highest)s and no further.")
        raise ValidationError(text % limits)
    return value


class CounterBump(models.Model):
    """One change of a counter. They go only with the counter, so the history is true."""

    BUMP, SET, RESET = "bump", "set", "reset"
    KINDS = [(BUMP, _("bumped")), (SET, _("set")), (RESET, _("reset"))]

    counter = models.ForeignKey(
        Counter, on_delete=models.CASCADE, related_name="bumps", db_index=False
    )
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=5, choices=KINDS, default=BUMP)
    by = models.BigIntegerField()
    value = models.BigIntegerField(help_text=_("What the counter showed after it."))
    actor = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["counter", "seq"], name="one_bump_per_number")
        ]

    def __str__(self):
        change = {"counter": self.counter, "kind": self.get_kind_display(), "value": self.value}
        return gettext("%(counter)s %(kind)s to %(value)d") % change
