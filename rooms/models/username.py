from django.db import models
from django.db.models.lookups import IContains, IStartsWith

from rooms.markup import folded


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
