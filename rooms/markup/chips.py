"""The names of a text as chips.

A name means one person, `[id, display name]`, or many: `{"count": how many, "people": their ids}`,
where no ids stand for everyone in the room.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

LISTED = 1_000
"Ids that a chip lists; one of more people counts as everyone's."
PERSON = '<b class="mention" data-person="{}" title="{}">{}</b>'
MANY = '<b class="mention" data-people="{}" title="{}">{}</b>'


class Chips:
    """The chips of one text. Whom a name of many means stands at the first of its chips alone."""

    def __init__(self, people: dict[str, list | dict]):
        self.people, self.has_listed = people, set()

    def html(self, written: str, name: str) -> SafeString:
        """The chip of that name, as it was written."""
        meant = self.people[name]
        if isinstance(meant, list):
            return format_html(PERSON, *meant, written)
        people = "" if name in self.has_listed else _listed(meant["people"])
        self.has_listed.add(name)
        return format_html(MANY, people, _count(meant["count"]), written)


def _listed(people):
    if people is None or len(people) > LISTED:
        return "all"
    return " ".join(map(str, people))


def _count(number):
    return ngettext("%(count)d person", "%(count)d people", number) % {"count": number}
