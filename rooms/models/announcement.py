from collections import defaultdict
from functools import lru_cache

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from rooms.live.hints import hint
from rooms.models.audit import record, was
from rooms.models.membership import Membership
from rooms.models.notification import ring
from rooms.models.room import Room
from rooms.models.site import Site
from rooms.models.user import User

MAX_LENGTH = 500
READINGS = "readings"
"The topic that says that somebody has seen something; it has no head."


class AnnouncementQuerySet(models.QuerySet):
    def current(self):
        """Those that are in force or planned."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), withdrawn_at=None)

    def in_force(self):
        return self.current().filter(starts_at__lte=timezone.now())

    def planned(self):
        return self.current().filter(starts_at__gt=timezone.now())

    def past(self):
        return self.filter(~Q(withdrawn_at=None) | Q(ends_at__lte=timezone.now()))

    @transaction.atomic
    def announce(self, author, text, **details):
        """Tell an audience something, from `starts_at` (now) until `ends_at` (or for good).

        author: a User, or None for the site itself. details: level; audience ("everyone",
        "staff", a Group, a Room or a User); starts_at; ends_at. It is one row and one hint,
        however many people it is for. Raises ValidationError for what cannot be.
        """
        announcement = Announcement(author=author).put(text, **details)
        for_whom = f"for {announcement.audience_name}"
        record("announced", on=announcement.text, detail=for_whom, actor=author)
        return announcement

    def start_due(self):
        """Start those whose time has come, and say so to open pages; return how many.

        Each is claimed in the database, so that one of several processes starts it, also
        if all of them were away at the time.
        """
        return self.current().filter(starts_at__lte=timezone.now())._claim("started_at")

    def end_due(self):
        """End those whose time is over, once, in the same way."""
        return self.filter(ends_at__lte=timezone.now(), withdrawn_at=None)._claim("ended_at")

    def _claim(self, field):
        due = self.filter(**{field: None})
        if not due.exists():
            return 0
        with transaction.atomic():
            if claimed := due.update(**{field: timezone.now()}):
                Site.advance_announcements()
            return claimed

    def read_by(self, user, pk):
        """This person has seen that one; None if it is not announced to them."""
        announced = announcements_for([user.pk])[user.pk]
        found = next((announcement for announcement in announced if announcement.pk == pk), None)
        if found:
            found.read_by(user)
        return found


class Announcement(models.Model):
    """What staff tell an audience. When it is in force follows from its times alone."""

    INFO, WARNING, MAINTENANCE = "info", "warning", "maintenance"
    LEVELS = [(INFO, "information"), (WARNING, "warning"), (MAINTENANCE, "maintenance")]
    EVERYONE, STAFF, GROUP, ROOM, PERSON = "everyone", "staff", "group", "room", "person"
    AUDIENCES = [
        (EVERYONE, "everyone"),
        (STAFF, "staff"),
        (GROUP, "a group"),
        (ROOM, "a room"),
        (PERSON, "one person"),
    ]
    CHOSEN = {GROUP: Group, ROOM: Room, PERSON: User}

    text = models.CharField(max_length=MAX_LENGTH)
    level = models.CharField(max_length=12, choices=LEVELS, default=INFO)
    audience = models.CharField(max_length=10, choices=AUDIENCES, default=EVERYONE)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.CASCADE)
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(
        null=True, blank=True, help_text="When a process claimed its start."
    )
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When a process claimed its end."
    )

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["withdrawn_at", "ends_at"], name="current_announcements")]

    def __str__(self):
        return self.text[:60]

    def get_absolute_url(self):
        return reverse("home") + f"#announcement-{self.pk}"

    @property
    def chosen(self):
        """The group, the room or the person that it is for, if it is for one."""
        return getattr(self, self.audience, None) if self.audience in self.CHOSEN else None

    @property
    def audience_key(self):
        """What the audience is compared by: its kind, and the id of the one chosen."""
        return self.audience, getattr(self, f"{self.audience}_id", None)

    @property
    def audience_name(self):
        return f"{self.audience} {self.chosen}" if self.chosen else self.get_audience_display()

    @property
    def can_be_dismissed(self):
        return self.level != self.MAINTENANCE

    def clean(self):
        """Refuse an audience of nobody in particular, and an end before the start."""
        if self.audience in self.CHOSEN and self.chosen is None:
            raise ValidationError({self.audience: f"Choose the {self.audience}."})
        if self.ends_at and self.ends_at <= max(self.starts_at, timezone.now()):
            raise ValidationError({"ends_at": "The end has to come after the start and after now."})

    @transaction.atomic
    def put(self, text, *, level=INFO, audience=EVERYONE, starts_at=None, ends_at=None):
        """Say this from now on, in every open page of the audience."""
        is_news = text != self.text
        self.text, self.level = text, level
        self._aim_at(audience)
        self.starts_at, self.ends_at = starts_at or timezone.now(), ends_at
        self.full_clean(validate_unique=False)
        is_planned = self.starts_at > timezone.now()
        self.started_at = None if is_planned else self.started_at or timezone.now()
        self.save()
        if is_news:
            self.readings.all().delete()
        Site.advance_announcements()
        return self

    def _aim_at(self, audience):
        for kind, model in self.CHOSEN.items():
            is_it = isinstance(audience, model)
            setattr(self, kind, audience if is_it else None)
            if is_it:
                self.audience = kind
        if isinstance(audience, str):
            self.audience = audience

    @transaction.atomic
    def edit(self, text, **details):
        """Replace it all, with the details of `announce`. With other words it is unread again.

        What is over or withdrawn stays as it was; then it returns False.
        """
        before = Announcement.objects.current().select_for_update().filter(pk=self.pk).first()
        if not before:
            return False
        self.put(text, **details)
        fields = ("text", "level", "audience_name", "starts_at", "ends_at")
        record("announcement changed", on=self.text, detail=was(before, self, *fields))
        return True

    @transaction.atomic
    def withdraw(self):
        """Take it from every page at once; it does not come back."""
        now = timezone.now()
        if Announcement.objects.filter(pk=self.pk, withdrawn_at=None).update(withdrawn_at=now):
            self.withdrawn_at = now
            record("announcement withdrawn", on=self.text)
            Site.advance_announcements()

    @transaction.atomic
    def read_by(self, user):
        """This person has seen it; in none of their pages is it news any longer."""
        AnnouncementReading.objects.get_or_create(announcement=self, user=user)
        hint(READINGS)
        ring([user.pk])


class AnnouncementReading(models.Model):
    """Somebody has seen an announcement."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="readings"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "user"], name="one_reading_per_announcement"
            )
        ]

    def __str__(self):
        return f"{self.user} has seen {self.announcement}"


def announcements_for(user_ids, *, unread=False, heads=None):
    """{user: [Announcement, …]}: what is in force for each, the newest start first.

    unread: only what they have not seen. heads: if known, so that what is in force is asked
    only when it has changed. At most five queries, however many people.
    """
    return _announced(user_ids, lambda announcement: unread, heads)


def banners_for(user_ids, heads=None):
    """The same without what they have dismissed; maintenance stays until it is over."""
    return _announced(user_ids, lambda announcement: announcement.can_be_dismissed, heads)


def _in_force(heads):
    """Those that are in force; of those that were current, time alone decides."""
    now = timezone.now()
    current = _current(heads.epoch, heads.announcements)
    return [a for a in current if a.starts_at <= now and (a.ends_at is None or a.ends_at > now)]


@lru_cache(maxsize=4)
def _current(epoch, head):
    """Those of that number of the topic, which grows with every change of any of them."""
    return list(Announcement.objects.current())


def _announced(user_ids, goes_when_read, heads):
    announcements = _in_force(heads) if heads else list(Announcement.objects.in_force())
    if not announcements:
        return {user: [] for user in user_ids}
    audiences = _audiences(user_ids, announcements)
    seen = set(
        AnnouncementReading.objects.filter(
            user__in=user_ids, announcement__in=[a.pk for a in announcements if goes_when_read(a)]
        ).values_list("user_id", "announcement_id")
    )
    return {
        user: [
            a
            for a in announcements
            if a.audience_key in audiences[user] and (user, a.pk) not in seen
        ]
        for user in user_ids
    }


def _audiences(user_ids, announcements):
    """{user: the audiences in which they are}, as far as these announcements have them."""
    keys = {announcement.audience_key for announcement in announcements}
    groups = [pk for kind, pk in keys if kind == Announcement.GROUP]
    rooms = [pk for kind, pk in keys if kind == Announcement.ROOM]
    staff = User.objects.filter(pk__in=user_ids, is_staff=True)
    places = Membership.objects.filter(user__in=user_ids, room__in=rooms)
    teams = User.groups.through.objects.filter(user__in=user_ids, group__in=groups)

    audiences = defaultdict(set)
    for user in user_ids:
        audiences[user] = {(Announcement.EVERYONE, None), (Announcement.PERSON, user)}
    for user in staff.values_list("pk", flat=True):
        audiences[user].add((Announcement.STAFF, None))
    for user, room in places.values_list("user_id", "room_id"):
        audiences[user].add((Announcement.ROOM, room))
    for user, group in teams.values_list("user_id", "group_id"):
        audiences[user].add((Announcement.GROUP, group))
    return audiences
