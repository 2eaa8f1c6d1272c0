"""Whom names of many people tell in a room: @room, @here, and the names of groups."""

from collections import defaultdict
from functools import cached_property

from rooms.markup import HERE, ROOM
from rooms.models.connection import Connection
from rooms.models.membership import Membership
from rooms.models.user import User


class Many:
    """Reads each of them once, when it is first asked for. A group is named by its id."""

    def __init__(self, room):
        self.room, self._groups = room, {}

    def told(self, names, author_id):
        """{name: ids of whom it tells}: who wants to be told of the room, but not the author."""
        self._read_groups([name for name in names if name not in (ROOM, HERE, *self._groups)])
        return {name: self._people(name) - {author_id} for name in names}

    def _people(self, name):
        if name == ROOM:
            return self._listening
        return self._here if name == HERE else self._groups[name]

    @cached_property
    def _listening(self):
        members = self.room.memberships.filter(user__is_active=True, level__in=Membership.TOLD)
        return set(members.values_list("user", flat=True))

    @cached_property
    def _here(self):
        """Those who look at any page of the site."""
        present = Connection.objects.present().filter(user__rooms=self.room)
        return self._listening.intersection(present.values_list("user", flat=True))

    def _read_groups(self, ids):
        people = defaultdict(set)
        rows = User.groups.through.objects.filter(group__in=ids, user__rooms=self.room)
        for group, person in rows.values_list("group_id", "user_id") if ids else ():
            people[group].add(person)
        self._groups |= {group: self._listening & people[group] for group in ids}
