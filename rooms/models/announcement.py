from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.hints import hint
from rooms.models.audit import changes_between, record, stored_language
from rooms.models.job import Job
from rooms.models.notification import advance_bells
from rooms.models.room import Room
from rooms.models.site import Site
from rooms.models.user import User
from rooms.models.validators import validate_time

MAX_LENGTH = 500
READINGS = "readings"
"The topic of dismissals; it has no number."


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
        """Announce something to an audience, from `starts_at` (now) until `ends_at` (or for good).

        author: a User, or None for the site itself. details: level; audience ("everyone",
        "staff", a Group, a Room or a User); starts_at; ends_at. One row and one hint, however
        many people it is for. Raises ValidationError for details that do not fit.
        """
        announcement = Announcement(author=author).publish(text, **details)
        with stored_language():
            for_whom = f"for {announcement.audience_name}"
        record("announced", on=announcement.text, detail=for_whom, actor=author)
        return announcement

    def start_due(self):
        """Start those that are due, each once, and hint open pages; return how many."""
        return self.current().filter(starts_at__lte=timezone.now())._claim("started_at")

    def end_due(self):
        """End those that are over, in the same way."""
        return self.filter(ends_at__lte=timezone.now(), withdrawn_at=None)._claim("ended_at")

    def _claim(self, field):
        due = self.filter(**{field: None})
        if not due.exists():
            return 0
        with transaction.atomic():
            if claimed := due.update(**{field: timezone.now()}):
                Site.advance_announcements()
            return claimed


class Announcement(models.Model):
    """A text that staff show to an audience. Its times alone decide when it is in force."""

    INFO, WARNING, MAINTENANCE = "info", "warning", "maintenance"
    LEVELS = [(INFO, _("information")), (WARNING, _("warning")), (MAINTENANCE, _("maintenance"))]
    EVERYONE, STAFF, GROUP, ROOM, PERSON = "everyone", "staff", "group", "room", "person"
    AUDIENCES = [
        (EVERYONE, _("everyone")),
        (STAFF, _("staff")),
        (GROUP, _("a group")),
        (ROOM, _("a room")),
        (PERSON, _("one person")),
    ]
    CHOSEN = {GROUP: Group, ROOM: Room, PERSON: User}
    CHOSEN_NAMES = {
        GROUP: _("group %(name)s"),
        ROOM: _("room %(name)s"),
        PERSON: _("person %(name)s"),
    }
    NOT_CHOSEN = {
        GROUP: _("Choose the group."),
        ROOM: _("Choose the room."),
        PERSON: _("Choose the person."),
    }

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
    starts_at = models.DateTimeField(default=timezone.now, validators=[validate_time])
    ends_at = models.DateTimeField(null=True, blank=True, validators=[validate_time])
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When a process claimed its start.")
    )
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When a process claimed its end.")
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
        """The group, room or person that it is for, if it is for one."""
        return getattr(self, self.audience, None) if self.audience in self.CHOSEN else None

    @property
    def audience_key(self):
        """What audiences are compared by: the kind, and the id of the one chosen."""
        return self.audience, getattr(self, f"{self.audience}_id", None)

    @property
    def audience_name(self):
        if self.chosen:
            return self.CHOSEN_NAMES[self.audience] % {"name": self.chosen}
        return self.get_audience_display()

    @property
    def can_be_dismissed(self):
        return self.level != self.MAINTENANCE

    def clean(self):
        """Refuse an audience without its group, room or person, and an end before the start."""
        if self.audience in self.CHOSEN and self.chosen is None:
            raise ValidationError({self.audience: self.NOT_CHOSEN[self.audience]})
        if self.ends_at and self.ends_at <= max(self.starts_at, timezone.now()):
            raise ValidationError(
                {"ends_at": _("The end must be later than the start and later than now.")}
            )

    @transaction.atomic
    def publish(self, text, *, level=INFO, audience=EVERYONE, starts_at=None, ends_at=None):
        """Set everything that an announcement says, and hint all open pages."""
        is_news = text != self.text
        self.text, self.level = text, level
        self._set_audience(audience)
        self.starts_at, self.ends_at = starts_at or timezone.now(), ends_at
        self.full_clean(validate_unique=False)
        is_planned = self.starts_at > timezone.now()
        self.started_at = None if is_planned else self.started_at or timezone.now()
        self.save()
        if is_news:
            self.readings.all().delete()
        Site.advance_announcements()
        self._schedule("announcement.start", self.starts_at if is_planned else None)
        self._schedule("announcement.end", self.ends_at)
        return self

    def _set_audience(self, audience):
        for kind, model in self.CHOSEN.items():
            is_chosen = isinstance(audience, model)
            setattr(self, kind, audience if is_chosen else None)
            if is_chosen:
                self.audience = kind
        if isinstance(audience, str):
            self.audience = audience

    def _schedule(self, kind, due):
        if due:
            Job.objects.schedule(kind, due, announcement=self.pk)
        else:
            Job.objects.cancel(kind, announcement=self.pk)

    @transaction.atomic
    def edit(self, text, **details):
        """Replace everything, with the details of `announce`. A new text is unread again.

        An announcement that is over or withdrawn is not changed; returns False then.
        """
        before = (
            Announcement.objects.current().select_for_update(no_key=True).filter(pk=self.pk).first()
        )
        if not before:
            return False
        self.publish(text, **details)
        fields = ("text", "level", "audience_name", "starts_at", "ends_at")
        with stored_language():
            changes = changes_between(before, self, *fields)
        record("announcement changed", on=self.text, detail=changes)
        return True

    @transaction.atomic
    def withdraw(self):
        """Remove it from every page at once, for good."""
        now = timezone.now()
        if Announcement.objects.filter(pk=self.pk, withdrawn_at=None).update(withdrawn_at=now):
            self.withdrawn_at = now
            record("announcement withdrawn", on=self.text)
            Site.advance_announcements()
            self._schedule("announcement.start", None)
            self._schedule("announcement.end", None)

    @transaction.atomic
    def mark_read(self, user):
        """This person has read it; it is no longer news on any of their pages."""
        AnnouncementReading.objects.get_or_create(announcement=self, user=user)
        hint(READINGS)
        advance_bells([user.pk])


class AnnouncementReading(models.Model):
    """That somebody has read an announcement."""

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="readings", db_index=False
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
        names = {"person": self.user, "announcement": self.announcement}
        return gettext("%(person)s has seen %(announcement)s") % names
