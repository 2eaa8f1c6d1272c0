"""Charts of the last hour and the last day: stored samples as SVG paths."""

from collections import Counter
from datetime import datetime, timedelta
from math import ceil, floor, log10
from operator import attrgetter
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dashboard.models import Sample
from dashboard.models.sample import by_interval, interval_start, merge
from rooms.live.metrics import percentile

HEIGHT = 100
"Of a chart, in SVG units; its width is the number of its intervals."
SPANS = {"hour": (timedelta(hours=1), 30), "day": (timedelta(days=1), 300)}
"How far back a chart reaches, and the seconds of one point."


class Line(NamedTuple):
    """One line as SVG path data, with gaps where nothing was measured."""

    path: str
    latest: float | None
    lowest: float | None
    highest: float | None


class Chart(NamedTuple):
    """A chart. `area` is below its first line; `ticks` are ordered from the top to 0."""

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
    """ "hour" or "day"; "hour" for any other name."""
    return name if name in SPANS else "hour"


def charts(span, definitions=None):
    """The charts of the span, those of the site or others, in one query."""
    length, seconds = SPANS[span]
    end = interval_start(timezone.now(), seconds)
    begin, step = end - length, timedelta(seconds=seconds)
    merged = _merged_samples(begin, end, seconds)
    points = [merged.get(begin + step * n) for n in range(length // step)]
    times = begin, begin + length / 2, end
    return tuple(_chart(*each, points, times) for each in definitions or CHARTS)


def _merged_samples(begin, end, seconds):
    """{start of an interval: its one sample}."""
    samples = Sample.objects.filter(at__gte=begin, at__lt=end)
    return {at: merge(each, seconds, at) for at, each in by_interval(samples, seconds).items()}


def _rate(name, seconds):
    def value_of(point):
        return point.counts.get(name, 0) / point.seconds * seconds

    return value_of


def _latency(share):
    def value_of(point):
        return percentile(Counter(point.counts), share)

    return value_of


CHARTS = [
    ("people", _("People online"), _("people"), [attrgetter("people")]),
    ("messages", _("Messages"), _("a minute"), [_rate("posts", 60)]),
    ("deliveries", _("Deliveries"), _("a second"), [_rate("deliveries", 1)]),
    ("latency", _("Latency people feel"), _("ms"), [_latency(0.50), _latency(0.95)]),
]
"Name, title, unit, and for each line the function that gives the value of a point."
OF_DESK = [
    ("waiting", _("Waiting"), _("conversations"), [attrgetter("waiting")]),
    ("open", _("Open"), _("conversations"), [attrgetter("open")]),
]


def _chart(name, title, unit, functions, points, times):
    series = [[_value(point, value_of) for point in points] for value_of in functions]
    top = _round_up(max((value for values in series for value in values if value), default=0))
    lines = tuple(_line(values, top) for values in series)
    area = " ".join(_area(run, top) for run in _runs(series[0]))
    ticks = tuple(_short(top * share) for share in (1, 0.5, 0))
    return Chart(name, title, unit, len(points) - 1, area, lines, ticks, *times)


def _value(point, value_of):
    return None if point is None else value_of(point)


def _round_up(value):
    """The next of 2, 4, 6, 10, 20, 40…, which are easy to halve."""
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
    if not known:
        return Line("", None, None, None)
    path = " ".join("M" + " ".join(_points(run, top)) for run in _runs(values))
    return Line(path, _rounded(known[-1]), _rounded(min(known)), _rounded(max(known)))


def _rounded(value):
    return round(value) if value >= 10 else round(value, 1)


def _runs(values):
    """The stretches without a gap, as lists of (x, value); a single point gets some width."""
    runs, run = [], []
    for x, value in [*enumerate(values), (len(values), None)]:
        if value is not None:
            run.append((x, value))
        elif run:
            runs.append(run if len(run) > 1 else [(run[0][0] - 0.5, run[0][1]), *run])
            run = []
    return runs


def _points(run, top):
    return [f"{x},{HEIGHT - ceil(value / top * HEIGHT)}" for x, value in run]


def _area(run, top):
    return f"M{run[0][0]},{HEIGHT} {' '.join(_points(run, top))} {run[-1][0]},{HEIGHT}Z"
