from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import ngettext

from rooms.markup import HERE, ROOM, folded, name_at_end
from rooms.models import Group
from rooms.models.many import Many

SUGGESTIONS, OF_MANY = 8, 4
"How many names are suggested, and how many of these tell many people."


class Suggestion(NamedTuple):
    """text: what was typed, with the name completed. label: whom the name means."""

    text: str
    name: str
    label: str


def suggest(room, author_id, text):
    """Suggestions, if the text ends with an @name that names begin with."""
    typed = None if room.is_support else name_at_end(text)
    if not typed:
        return []
    before, begun = typed
    many = _many(room, author_id, begun) if room.is_named else []
    names = [*_people(room, begun)[: SUGGESTIONS - len(many)], *many]
    return [Suggestion(f"{before}@{name} ", name, label) for name, label in names]


def _people(room, begun):
    matches = Q(username_key__istartswith=begun) | Q(display_name__istartswith=begun)
    people = room.readers.filter(matches, is_active=True).order_by("display_name")[:SUGGESTIONS]
    return [(person.username, person.display_name) for person in people]


def _many(room, author_id, begun):
    """[(name, how many it tells)] of the names of many that tell somebody."""
    groups = [group for group in Group.objects.order_by("name") if group.is_mentionable]
    ids = {ROOM: ROOM, HERE: HERE} | {group.name: group.pk for group in groups}
    ids = {name: each for name, each in ids.items() if folded(name).startswith(folded(begun))}
    told = Many(room).told(ids.values(), author_id) if ids else {}
    found = [(name, _label(name, len(told[each]))) for name, each in ids.items() if told[each]]
    return found[:OF_MANY]


def _label(name, count):
    if name == ROOM:
        label = ngettext(
            "%(count)d person, everyone in the room",
            "%(count)d people, everyone in the room",
            count,
        )
    elif name == HERE:
        label = ngettext("%(count)d person who is here", "%(count)d people who are here", count)
    else:
        label = ngettext("%(count)d person of the group", "%(count)d people of the group", count)
    return label % {"count": count}
