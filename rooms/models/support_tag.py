from collections import defaultdict

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.models.name import Name

LENGTH = 30
validate_tag = RegexValidator(r"\A[\w .+-]+\Z", _("Use letters, digits, spaces and . + - _ alone."))


class TagQuerySet(models.QuerySet):
    def named(self, name):
        """The tag of that name in whatever case, made when it is first used."""
        tag, _ = self.get_or_create(name=key_of(name))
        return tag

    def by_ticket(self, tickets):
        """{id: names} of what these conversations are tagged with, in one query."""
        names = defaultdict(tuple)
        rows = self.filter(tickets__in=tickets).order_by("name").values_list("tickets", "name")
        for pk, name in rows:
            names[pk] += (name,)
        return names


class SupportTag(models.Model):
    """A word by which agents find and count conversations."""

    name = Name(max_length=LENGTH, unique=True, validators=[validate_tag])

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


def key_of(name):
    """How the name is stored: in lower case, with single spaces."""
    return " ".join(name.lower().split())
