"""When people were here, from their open pages and sign-ins."""

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from rooms.models.connection import Connection


def online(people):
    """Those of the people who have a page open."""
    return people.filter(pk__in=Connection.objects.live().values("user"))


def online_among(people):
    """The ids of those of these people who have a page open."""
    connections = Connection.objects.live().filter(user__in=[person.pk for person in people])
    return set(connections.values_list("user_id", flat=True))


def with_seen_at(people):
    """Annotate `seen_at`: when they last had a page open or signed in, or else joined."""
    pages = Connection.objects.filter(user=OuterRef("pk")).order_by("-seen_at")
    times = (Subquery(pages.values("seen_at")[:1]), F("last_seen_at"), F("last_login"))
    joined = F("date_joined")
    return people.annotate(seen_at=Greatest(joined, *[Coalesce(time, joined) for time in times]))
