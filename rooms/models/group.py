"""Groups of people: they are mentioned by their names, told announcements, and bump counters."""

from django.contrib.auth import models as auth
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rooms.markup import folded, names_in
from rooms.models.announcement import Announcement
from rooms.models.audit import record
from rooms.models.site import Site
from rooms.models.user import User
from rooms.models.username import RESERVED
from rooms.models.validators import validate_username

NAME_LENGTH = 60
TAKEN = _("Somebody has that username, or another group that name. Choose another one.")


class GroupQuerySet(models.QuerySet):
    @transaction.atomic
    def start(self, name):
        """Make a group without people. Raises ValidationError unless the name is free."""
        Site.lock()
        check_name(name)
        group = self.create(name=name)
        record("group made", on=group)
        return group


class Group(auth.Group):
    """A group of Django, which may also have rights in the administration."""

    objects = GroupQuerySet.as_manager()

    class Meta:
        proxy = True
        ordering = ["name"]

    def get_absolute_url(self):
        return reverse("dashboard-group", args=[self.pk])

    @property
    def members(self):
        return self.user_set

    @property
    def is_mentionable(self):
        """Whether @ and its name is a mention; older names may be any text."""
        return bool(names_in(f"@{self.name}", {folded(self.name)} - RESERVED))

    @transaction.atomic
    def rename(self, name):
        """Raises ValidationError unless the name is free."""
        Site.lock()
        check_name(name, self)
        before, self.name = self.name, name
        if before != name:
            self.save(update_fields=["name"])
            record("group renamed", on=self, detail=f"was {before}")

    @transaction.atomic
    def add(self, person):
        """Make the person one of the group, if they are not yet."""
        if not self.members.filter(pk=person.pk).exists():
            self.members.add(person)
            record("group joined", on=person, detail=f"to {self}")
            person.advance()

    @transaction.atomic
    def remove(self, person):
        if self.members.filter(pk=person.pk).exists():
            self.members.remove(person)
            record("group left", on=person, detail=f"from {self}")
            person.advance()

    @transaction.atomic
    def delete_for_good(self):
        """Delete it, with the announcements that are for it."""
        for announcement in Announcement.objects.current().filter(group=self.pk):
            announcement.withdraw()
        people = list(self.members.values_list("pk", flat=True))
        record("group deleted", on=self)
        self.delete()
        User.objects.filter(pk__in=people).advance()


def check_name(name, group=None):
    """Raise ValidationError for what cannot be mentioned, or is the name of somebody else."""
    validate_username(name)
    key = folded(name)
    others = Group.objects.exclude(pk=group and group.pk).values_list("name", flat=True)
    is_taken = key in RESERVED or key in map(folded, others)
    if is_taken or User.objects.filter(username_key=key).exists():
        raise ValidationError(TAKEN)
