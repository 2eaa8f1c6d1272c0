"""Opening hours: per weekday, in a time zone, without closed days. Pure functions of their text."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAYS = 7
HORIZON = 90
"Days ahead in which an opening is looked for."
SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
MIDNIGHT = 24 * 60


class Span(NamedTuple):
    begin: datetime
    end: datetime


def read_day(text):
    """[(begin, end)] in minutes of “9:00-12:00, 13:00-17:00”; ValueError for anything else."""
    spans, end = [], 0
    for part in filter(None, (each.strip() for each in re.split(r"[,;]", text))):
        found = SPAN.fullmatch(part)
        if not found:
            raise ValueError(part)
        spans.append((_minutes(*found.group(1, 2)), _minutes(*found.group(3, 4))))
        if not end <= spans[-1][0] < spans[-1][1] <= MIDNIGHT:
            raise ValueError(part)
        end = spans[-1][1]
    return spans


def _minutes(hours, minutes):
    if int(minutes) > 59:
        raise ValueError(minutes)
    return int(hours) * 60 + int(minutes)


def read_closed(text):
    """The days of a text with one `2026-12-24` a line; ValueError for anything else."""
    return {date.fromisoformat(line.strip()) for line in text.splitlines() if line.strip()}


class Hours(NamedTuple):
    """week: a text for each weekday from Monday on. Without any text it is always open."""

    week: tuple
    closed: str
    time_zone: str

    @property
    def is_limited(self):
        return any(text.strip() for text in self.week)

    def is_open(self, at):
        if not self.is_limited:
            return True
        return any(span.begin <= at < span.end for span in self._spans(at))

    def next_opening(self, at):
        """When it opens after that time; None if it is not foreseen."""
        return next((span.begin for span in self._spans(at) if span.begin > at), None)

    def next_change(self, at):
        """When it opens or closes after that time."""
        times = (moment for span in self._spans(at) for moment in span)
        return next((moment for moment in times if moment > at), None)

    def _spans(self, at):
        """Those that are not over, in their order."""
        if not self.is_limited:
            return
        zone, closed = ZoneInfo(self.time_zone), read_closed(self.closed)
        first = at.astimezone(zone).date()
        for day in (first + timedelta(days=n) for n in range(HORIZON)):
            for begin, end in () if day in closed else read_day(self.week[day.weekday()]):
                span = Span(_moment(day, begin, zone), _moment(day, end, zone))
                if span.end > at:
                    yield span


def _moment(day, minutes, zone):
    day += timedelta(days=minutes // MIDNIGHT)
    return datetime.combine(day, time(minutes % MIDNIGHT // 60, minutes % 60), zone)
