"""Ids that no row can have: a list of ids may contain them, and finds nothing by them.

Django sees to that for a single id. In a list SQLite's driver refuses them, with an error that is
none of the database's.
"""

from django.db.models import ForeignObject, IntegerField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

BIGGEST = 2**63 - 1
"The largest number that any column holds."


class InRange:
    """A lookup `in` without the numbers that the column cannot hold."""

    def process_rhs(self, compiler, connection):
        if self.rhs_is_direct_value():
            self.rhs = [value for value in self.rhs if _can_be(value)]
        return super().process_rhs(compiler, connection)


def _can_be(value):
    return not isinstance(value, int) or -BIGGEST - 1 <= value <= BIGGEST


@IntegerField.register_lookup
class IntegerInRange(InRange, In):
    pass


@ForeignObject.register_lookup
class RelatedInRange(InRange, RelatedIn):
    pass
