from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import IContains, IStartsWith
from django.utils.translation import gettext_lazy as _

from rooms.markup import HERE, ROOM, folded

TAKEN = _("That username is taken. Choose another one.")
RESERVED = {ROOM, HERE}


def validate_means_one(username):
    """Refuse a username that means many people: those of a group, or of a room."""
    name = folded(username)
    if name in RESERVED or name in map(folded, Group.objects.values_list("name", flat=True)):
        raise ValidationError(TAKEN)


class UsernameKey(models.CharField):
    """The username as it is compared, set with each save; it is looked up in any spelling."""

    def pre_save(self, person, add):
        setattr(person, self.attname, folded(person.username))
        return super().pre_save(person, add)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return folded(value) if isinstance(value, str) else value


@UsernameKey.register_lookup
class _Contains(IContains):
    prepare_rhs = True


@UsernameKey.register_lookup
class _StartsWith(IStartsWith):
    prepare_rhs = True
