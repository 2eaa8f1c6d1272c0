"""Whom a text names in a room, as messages store it: see rooms/markup/chips.py."""

from functools import cached_property
from typing import NamedTuple

from django.contrib.auth.models import Group
from django.db.models import Value

from rooms.markup import HERE, ROOM, folded, has_names, names_in
from rooms.models.many import Many


class Named(NamedTuple):
    """mentions: {folded name: whom it means}. many: ids of whom its new names of many tell."""

    mentions: dict = {}
    many: frozenset = frozenset()


class Names:
    """The names that mean somebody in a room, read with the first text that may have one.

    A name of a person is theirs also if a group has it. In direct rooms and threads nobody is
    many, in a conversation at the support desk nobody is named.
    """

    def __init__(self, room):
        self.room, self.many = room, Many(room)

    def named_in(self, text, author_id, before=None):
        """What the text names. Names of many that it had `before` mean whom they meant then."""
        if self.room.is_support or not has_names(text):
            return Named()
        kept = {name: many for name, many in (before or {}).items() if isinstance(many, dict)}
        known = self._known | kept if kept else self._known
        named, told = self._parse(text, known, author_id)
        while nobody := {name for name in told if not told[name]}:
            known = {name: known[name] for name in known.keys() - nobody}
            named, told = self._parse(text, known, author_id)
        mentions = {name: known[name] for name in named - told.keys()}
        mentions |= {name: _stored(known[name], people) for name, people in told.items()}
        return Named(mentions, frozenset().union(*told.values()))

    def _parse(self, text, known, author_id):
        """The names in the text, and of its new names of many {name: ids of whom it tells}."""
        named = names_in(text, known)
        many = {name: known[name] for name in named if isinstance(known[name], str | int)}
        told = self.many.told(set(many.values()), author_id)
        return named, {name: told[each] for name, each in many.items()}

    @cached_property
    def _known(self):
        """{folded name: [id, display name] of a member, or what Many knows it by}."""
        readers = self.room.readers.filter(is_active=True).order_by()
        people = readers.values_list("username_key", "pk", "display_name", Value(True))
        if not self.room.is_named:
            return {name: [pk, shown] for name, pk, shown, _ in people}
        groups = Group.objects.order_by().values_list("name", "pk", "name", Value(False))
        rows = list(people.union(groups, all=True))
        known = {folded(name): pk for name, pk, _, is_person in rows if not is_person}
        known |= {name: [pk, shown] for name, pk, shown, is_person in rows if is_person}
        return known | {ROOM: ROOM, HERE: HERE}


def _stored(many, people):
    return {"count": len(people), "people": None if many == ROOM else sorted(people)}
