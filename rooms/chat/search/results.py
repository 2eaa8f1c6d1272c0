"""The messages that somebody's search finds, newest first. Rights are part of the query."""

from datetime import datetime, time
from itertools import islice
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from rooms.chat.search.grammar import Query
from rooms.chat.search.index import matching
from rooms.markup import folded
from rooms.models import Membership, Message, Room, User

PER_PAGE = 20
ME = "me"


class Results(NamedTuple):
    """older_than: the id to go on from, if there may be more; None if there are none.

    problems: names in the query that lead to nobody or to no room, as texts.
    """

    messages: list
    older_than: int | None
    problems: list


def search(user: User, query: Query, older_than: int | None = None) -> Results:
    """What the person may read of what the query asks for."""
    problems = []
    messages = Message.objects.filter(room__in=_rooms(user, query, problems), deleted_at=None)
    if query.names:
        messages = messages.filter(author__in=_people(user, query, problems))
    if query.has_link:
        messages = messages.filter(Q(body__contains="://") | Q(body__icontains="www."))
    if older_than:
        messages = messages.filter(pk__lt=older_than)
    if problems:
        return Results([], None, problems)
    return _page(matching(_between(messages, query), query.terms))


def _page(portions):
    """The first of the messages, of the first querysets that have any."""
    found = (message for each in portions for message in _read(each))
    messages = list(islice(found, PER_PAGE + 1))
    more = len(messages) > PER_PAGE
    return Results(messages[:PER_PAGE], messages[PER_PAGE - 1].pk if more else None, [])


def _read(messages):
    return messages.select_related("author", "room__parent")[: PER_PAGE + 1]


def _between(messages, query):
    if query.before:
        messages = messages.filter(created_at__lt=_begin_of(query.before))
    if query.after:
        messages = messages.filter(created_at__gte=_begin_of(query.after))
    return messages


def _begin_of(day):
    return timezone.make_aware(datetime.combine(day, time()))


def _people(user, query, problems):
    """The ids of the people named: of everybody's usernames, and `me`."""
    named = User.objects.filter(username_key__in=query.names)
    people = dict(named.values_list("username_key", "pk")) | {ME: user.pk}
    for name in query.names:
        if folded(name) not in people:
            problems.append(gettext("Nobody here is called “%(name)s”.") % {"name": name})
    return [people[folded(name)] for name in query.names if folded(name) in people]


def _rooms(user, query, problems):
    """The rooms to search, with their threads: all of the person's, or those named of them."""
    mine, rooms = user.rooms.listed(), []
    for name in query.rooms:
        is_person = name.startswith("@")
        named = _direct(mine, user, name[1:]) if is_person else mine.filter(slug=name.lower())
        pks = list(named.values_list("pk", flat=True))
        if not pks:
            text = gettext("You are in no room with the address “%(name)s”.")
            problems.append(text % {"name": name})
        rooms += pks
    if not query.rooms:
        return Room.objects.readable_by(user).order_by().values("pk")
    return Room.objects.filter(Q(pk__in=rooms) | Q(parent__in=rooms)).order_by().values("pk")


def _direct(rooms, user, name):
    """The direct room with this person alone."""
    others = User.objects.filter(username_key=name).exclude(pk=user.pk)
    shared = Membership.objects.filter(user__in=others, room__in=rooms).values("room")
    directs = Room.objects.filter(kind=Room.DIRECT, pk__in=shared)
    return directs.annotate(people=Count("memberships")).filter(people=2)
