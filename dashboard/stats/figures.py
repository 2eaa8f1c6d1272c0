"""The current figures, summed over all processes."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count

from dashboard.models import Process
from rooms.live.metrics import percentile
from rooms.models import Connection, Room

BUSIEST_SHOWN = 8
MEGABYTE = 1_000_000


class ProcessFigures(NamedTuple):
    """Memory is in megabytes; lag, database and layer are in milliseconds."""

    name: str
    started_at: datetime
    sockets: int
    memory: int
    lag: int
    database: float
    layer: float | None


class BusyRoom(NamedTuple):
    """A room, its messages of the last minute, and the number of people in it now."""

    name: str
    messages: int
    people: int


class Figures(NamedTuple):
    """Rates are of the last second; latencies and counts of failures are of the last minute.

    Latencies are in milliseconds, None where nothing was measured.
    """

    people: int
    sockets: int
    rooms: int
    messages_second: int
    messages_minute: int
    bumps_minute: int
    deliveries: int
    frames: int
    bytes: int
    latency_p50: float | None
    latency_p95: float | None
    layer: float | None
    database: float | None
    slow_closed: int
    refused: int
    errors: int
    processes: tuple
    busiest: tuple


def figures_now():
    """The current Figures, in three queries for any number of processes, rooms and people."""
    processes = list(Process.objects.live())
    present = set(Connection.objects.live().of_team().values_list("user", "room"))
    people = Counter(room for _, room in present if room)
    second, minute = _rates(processes), _sum(process.minute for process in processes)
    return Figures(
        people=len({person for person, _ in present}),
        sockets=sum(process.sockets for process in processes),
        rooms=len(people),
        messages_second=round(second["posts"]),
        messages_minute=minute["posts"],
        bumps_minute=minute["bumps"],
        deliveries=round(second["deliveries"]),
        frames=round(second["frames"]),
        bytes=round(second["bytes"]),
        latency_p50=_rounded(percentile(minute, 0.50)),
        latency_p95=_rounded(percentile(minute, 0.95)),
        layer=_slowest(process.layer for process in processes),
        database=_slowest(process.database for process in processes),
        slow_closed=minute["slow_closed"],
        refused=minute["refused"],
        errors=minute["errors"],
        processes=tuple(_figures_of(process) for process in processes),
        busiest=_busiest(processes, dict(people.most_common(BUSIEST_SHOWN))),
    )


def count_online():
    """{"people": with a page open, "rooms": with people in them}."""
    return (
        Connection.objects.live()
        .of_team()
        .aggregate(people=Count("user", distinct=True), rooms=Count("room", distinct=True))
    )


def _sum(counts):
    total = Counter()
    for each in counts:
        total.update(each)
    return total


def _rates(processes):
    rates = Counter()
    for process in processes:
        for name, count in process.second.items():
            rates[name] += count / process.elapsed
    return rates


def _rounded(milliseconds):
    """About two significant digits; more would be noise."""
    if milliseconds is None:
        return None
    return round(milliseconds) if milliseconds >= 10 else round(milliseconds, 1)


def _slowest(times):
    known = [time for time in times if time is not None]
    return _rounded(max(known)) if known else None


def _figures_of(process):
    return ProcessFigures(
        name=str(process),
        started_at=process.started_at.replace(second=0, microsecond=0),
        sockets=process.sockets,
        memory=round(process.memory / MEGABYTE),
        lag=round(process.lag),
        database=_rounded(process.database),
        layer=_rounded(process.layer),
    )


def _busiest(processes, people):
    """The rooms with the most messages, then the most people. Direct rooms are private."""
    messages = Counter({int(pk): n for pk, n in _sum(p.rooms for p in processes).items()})
    rooms = Room.objects.named().filter(pk__in={*messages, *people})
    rooms = rooms.values_list("pk", "name")
    busy = [BusyRoom(name, messages[pk], people.get(pk, 0)) for pk, name in rooms]
    busy.sort(key=lambda room: (-room.messages, -room.people, room.name))
    return tuple(busy[:BUSIEST_SHOWN])
