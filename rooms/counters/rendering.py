"""Counters as pages show them, for views and feeds alike."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from rooms.live.fragments import fragment
from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Connection, Counter

PAST = 60
"Changes that the sparkline goes back."
WIDTH, HEIGHT, EDGE = 480, 64, 4


class ListItem(NamedTuple):
    """A counter in a list or in a room's header."""

    pk: int
    slug: str
    name: str
    value: int


class Spark(NamedTuple):
    """A line through the recent values, as SVG wants it."""

    points: str
    area: str
    latest: int
    lowest: int
    highest: int


class CounterState(NamedTuple):
    """All that a counter's own page shows live."""

    slug: str
    name: str
    value: int
    actor: str
    by: int
    kind: str
    at: datetime | None
    past: tuple
    watching: int

    @property
    def spark(self):
        return spark(self.past)


def list_items(counters):
    return tuple(ListItem(*row) for row in counters.values_list(*ListItem._fields))


def room_counters(room_id):
    """The counters in the header of the room."""
    return list_items(Counter.objects.filter(room=room_id))


@fragment
def room_counters_html(counters):
    return render_to_string("counters/_room_counters.html", {"counters": counters})


def title_of(name):
    """The title of a counter's page, without the unread count."""
    return f"{name} · {settings.SITE_NAME}"


def state_of(pk):
    """The CounterState of now, in three queries."""
    counter = Counter.objects.get(pk=pk)
    bumps = list(counter.bumps.select_related("actor").order_by("-seq")[:PAST])
    last = bumps[0] if bumps else None
    return CounterState(
        counter.slug,
        counter.name,
        last.value if last else counter.value,
        _actor_of(last) if last else "",
        last.by if last else 0,
        last.kind if last else "",
        last.created_at if last else None,
        _past(bumps, counter.value),
        watching(pk),
    )


def _actor_of(bump):
    """The name of who made the change; lazy for somebody unknown, as pages differ in language."""
    return str(bump.actor) if bump.actor else _("somebody who left")


def watching(pk):
    """How many people have the counter's own page open, in all processes."""
    connections = Connection.objects.live().filter(counter=pk)
    return connections.values("user").distinct().count()


def _past(bumps, value):
    """The values from old to new, the one before the first change included."""
    if not bumps:
        return (value,)
    return (bumps[-1].value - bumps[-1].by, *[bump.value for bump in reversed(bumps)])


def spark(values):
    """The line through the values; a single one is a level line."""
    low, high = min(values), max(values)
    shown = values if len(values) > 1 else values * 2
    step, scale = WIDTH / (len(shown) - 1), (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    heights = [HEIGHT - EDGE - (value - low) * scale for value in shown]
    points = " ".join(f"{n * step:.1f},{height:.1f}" for n, height in enumerate(heights))
    area = f"0,{HEIGHT} {points} {WIDTH},{HEIGHT}"
    return Spark(points, area, values[-1], low, high)


def push_parts(slug, parts):
    """A push that fills these parts of the counter: {"value": html, …}."""
    pushes = [replace_inside(f"#counter-{slug} .counter__{part}", parts[part]) for part in parts]
    return "".join(pushes) + EMPTY_SINK
