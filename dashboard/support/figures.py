"""How the support desk does: now, and over the last days."""

from collections import defaultdict
from datetime import datetime, timedelta
from statistics import fmean, quantiles
from typing import NamedTuple

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext

from rooms.models import SupportTag, Ticket

SPANS = (1, 7, 30, 90)
"Days that can be looked at."
MOST = 50_000


class Row(NamedTuple):
    """One conversation in figures. Times are in seconds, None for what has not happened."""

    begun: datetime
    subject: str
    agent: str
    state: str
    response: float | None
    resolution: float | None
    rating: int | None
    words: str
    tags: tuple = ()


class Times(NamedTuple):
    """The median and the 90th percentile, None without any."""

    median: timedelta | None = None
    p90: timedelta | None = None


class Summary(NamedTuple):
    """How many conversations there were, how fast they were answered and ended, how good."""

    name: str
    count: int
    response: Times
    resolution: Times
    rating: float | None
    rated: int


class Now(NamedTuple):
    waiting: int
    open: int
    longest_since: datetime | None


def figures_now():
    longest = Ticket.objects.waiting().aggregate(first=Min("waiting_since"))["first"]
    return Now(**counts_now(), longest_since=longest)


def counts_now():
    """How many conversations are waiting and open, in one query."""
    states = Ticket.WAITING, Ticket.OPEN
    rows = Ticket.objects.filter(state__in=states).order_by().values_list("state")
    return dict.fromkeys(states, 0) | dict(rows.annotate(count=Count("pk")))


def rows_of(days):
    """A Row for each conversation begun in so many days, the latest first."""
    since = timezone.now() - timedelta(days=days)
    tickets = Ticket.objects.filter(created_at__gte=since).order_by("-created_at")
    tags = SupportTag.objects.by_ticket(Ticket.objects.filter(created_at__gte=since))
    found = tickets.values_list(
        "pk",
        "created_at",
        "subject__name",
        "agent__display_name",
        "state",
        "answered_at",
        "closed_at",
        "rating",
        "rating_words",
    )
    for pk, begun, subject, agent, state, answered, closed, *rating in found[:MOST]:
        times = _seconds(begun, answered), _seconds(begun, closed)
        yield Row(begun, subject or "", agent or "", state, *times, *rating, tags.get(pk, ()))


def summaries_of(rows):
    """{“all”, “agent”, “subject”, “tag”, “day”: the Summaries of their groups}.

    A conversation counts for each of its tags.
    """
    rows = list(rows)
    return {
        "all": [summary_of("", rows)],
        "agent": _grouped(rows, lambda row: [row.agent or gettext("nobody")]),
        "subject": _grouped(rows, lambda row: [row.subject or gettext("something else")]),
        "tag": _grouped(rows, lambda row: row.tags),
        "day": _grouped(rows, lambda row: [timezone.localdate(row.begun).isoformat()])[::-1],
    }


def _grouped(rows, names):
    groups = defaultdict(list)
    for row in rows:
        for name in names(row):
            groups[name].append(row)
    return [summary_of(name, groups[name]) for name in sorted(groups)]


def summary_of(name, rows):
    ratings = [row.rating for row in rows if row.rating is not None]
    return Summary(
        name,
        len(rows),
        times_of(row.response for row in rows),
        times_of(row.resolution for row in rows),
        round(fmean(ratings), 1) if ratings else None,
        len(ratings),
    )


def times_of(seconds):
    known = [each for each in seconds if each is not None]
    if not known:
        return Times()
    cuts = quantiles(known, n=10, method="inclusive") if len(known) > 1 else known * 9
    return Times(*(timedelta(seconds=round(cuts[n])) for n in (4, 8)))


def _seconds(begin, end):
    return (end - begin).total_seconds() if end else None
