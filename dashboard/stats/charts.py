"""The plots of the last hour and day: stored samples as lines for SVG."""

from collections import Counter
from datetime import datetime, timedelta
from math import ceil, floor, log10
from typing import NamedTuple

from django.utils import timezone

from dashboard.models import Sample
from dashboard.models.sample import by_slot, fold, slot
from rooms.live.metrics import percentile

HEIGHT = 100
"Of a plot in its own units; it is as wide as it has slots."
SPANS = {"hour": (timedelta(hours=1), 30), "day": (timedelta(days=1), 300)}
"How far a plot goes back, and the seconds of one point."


class Line(NamedTuple):
    """One line as SVG path data; it is interrupted where nothing was measured."""

    path: str
    latest: float | None
    lowest: float | None
    highest: float | None


class Chart(NamedTuple):
    """A plot. `area` lies under the first of its lines; `ticks` run from the top to 0."""

    name: str
    title: str
    unit: str
    width: int
    area: str
    lines: tuple
    ticks: tuple
    begins_at: datetime
    middle_at: datetime
    ends_at: datetime


def span_named(name):
    """ "hour" or "day"; the hour for any other word."""
    return name if name in SPANS else "hour"


def charts(span):
    """The four Charts of that span, in one query."""
    length, seconds = SPANS[span]
    end = slot(timezone.now(), seconds)
    begin = end - length
    folded = _folded(begin, end, seconds)
    starts = [begin + timedelta(seconds=seconds * n) for n in range(length // _step(seconds))]
    points = [folded.get(start) for start in starts]
    times = begin, begin + length / 2, end
    return tuple(
        _chart(name, title, unit, [[_value(point, of) for point in points] for of in values], times)
        for name, title, unit, values in PLOTS
    )


def _step(seconds):
    return timedelta(seconds=seconds)


def _folded(begin, end, seconds):
    samples = Sample.objects.filter(at__gte=begin, at__lt=end)
    slots = by_slot(samples, seconds)
    return {at: fold(slots[at], seconds, at) for at in slots}


def _value(point, of):
    return None if point is None else of(point)


def _rate(name, seconds):
    def of(point):
        return point.counts.get(name, 0) / point.seconds * seconds

    return of


def _latency(share):
    def of(point):
        return percentile(Counter(point.counts), share)

    return of


PLOTS = [
    ("people", "People online", "people", [lambda point: point.people]),
    ("messages", "Messages", "a minute", [_rate("posts", 60)]),
    ("deliveries", "Deliveries", "a second", [_rate("deliveries", 1)]),
    ("latency", "Latency people feel", "ms", [_latency(0.50), _latency(0.95)]),
]
"""Name, title, unit, and the value of a point for each line; the latencies are p50 and p95."""


def _chart(name, title, unit, series, times):
    top = _round_up(max((value for values in series for value in values if value), default=0))
    lines = tuple(_line(values, top) for values in series)
    area = " ".join(_area(run, top) for run in _runs(series[0]))
    ticks = tuple(_short(top * share) for share in (1, 0.5, 0))
    return Chart(name, title, unit, len(series[0]) - 1, area, lines, ticks, *times)


def _round_up(value):
    """The next of 2, 4, 6, 10, 20, 40…: what a reader halves without thinking."""
    if value <= 2:
        return 2
    unit = 10 ** floor(log10(value))
    return next(unit * step for step in (1, 2, 4, 6, 10) if unit * step >= value)


def _short(value):
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}M"
    return f"{value / 1_000:g}k" if value >= 1_000 else f"{value:g}"


def _line(values, top):
    known = [value for value in values if value is not None]
    path = " ".join("M" + " ".join(_points(run, top)) for run in _runs(values))
    if not known:
        return Line("", None, None, None)
    return Line(path, _neat(known[-1]), _neat(min(known)), _neat(max(known)))


def _neat(value):
    return round(value) if value >= 10 else round(value, 1)


def _runs(values):
    """What was measured without a gap: lists of (place, value); a lone point gets some width."""
    runs, run = [], []
    for place, value in [*enumerate(values), (len(values), None)]:
        if value is not None:
            run.append((place, value))
        elif run:
            runs.append(run if len(run) > 1 else [(run[0][0] - 0.5, run[0][1]), *run])
            run = []
    return runs


def _points(run, top):
    return [f"{place},{HEIGHT - ceil(value / top * HEIGHT)}" for place, value in run]


def _area(run, top):
    return f"M{run[0][0]},{HEIGHT} {' '.join(_points(run, top))} {run[-1][0]},{HEIGHT}Z"
