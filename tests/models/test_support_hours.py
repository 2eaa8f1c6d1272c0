"""Opening hours: what counts as hours, when it is open, and when that changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.models.support_hours import Hours, read_closed, read_day

OFFICE = Hours(("9:00-12:00, 13:00-17:00",) * 5 + ("", ""), "2026-12-24", "Europe/Berlin")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "is_open", "opens"),
    [
        ("2026-11-26T08:00", True, "2026-11-26T12:00"),  # a Thursday, an hour ahead of UTC
        ("2026-11-26T11:30", False, "2026-11-26T12:00"),
        ("2026-11-26T16:00", False, "2026-11-27T08:00"),
        ("2026-11-28T10:00", False, "2026-11-30T08:00"),
        ("2026-12-24T10:00", False, "2026-12-25T08:00"),
        ("2026-07-01T07:00", True, "2026-07-01T11:00"),  # two hours ahead in summer
    ],
)
def test_open_and_next_opening(time, is_open, opens):
    assert OFFICE.is_open(at(time)) == is_open
    assert OFFICE.next_opening(at(time)) == at(opens)


def test_desk_without_hours_is_always_open():
    hours = Hours(("",) * 7, "", "UTC")
    assert hours.is_open(at("2026-11-26T03:00"))
    assert hours.next_opening(at("2026-11-26T03:00")) is None
    assert hours.next_change(at("2026-11-26T03:00")) is None


@pytest.mark.parametrize(
    "text", ["9", "9-17", "17:00-9:00", "9:00-12:00, 11:00-13:00", "25:00-26:00", "9:60-10:00"]
)
def test_what_is_no_hours(text):
    with pytest.raises(ValueError):  # noqa: PT011
        read_day(text)


def test_what_is_no_day():
    with pytest.raises(ValueError, match="Invalid"):
        read_closed("tomorrow")


SPANS = st.lists(st.integers(0, 1440), unique=True, max_size=6).map(sorted)


def text_of(times):
    pairs = zip(times[::2], times[1::2], strict=False)
    return ", ".join(f"{a // 60}:{a % 60:02}-{b // 60}:{b % 60:02}" for a, b in pairs)


@settings(max_examples=60, deadline=None)
@given(
    week=st.lists(SPANS.map(text_of), min_size=7, max_size=7).map(tuple),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
    minutes=st.integers(0, 60 * 24 * 365),
)
def test_it_stays_as_it_is_until_the_next_change(week, zone, minutes):
    hours, now = Hours(week, "", zone), at("2026-01-01T00:00") + timedelta(minutes=minutes)
    change = hours.next_change(now)
    if change is None:
        assert hours.is_open(now) or hours.is_limited is False
        return
    assert change > now
    between = now + (change - now) / 2
    assert hours.is_open(between) == hours.is_open(now)
    opening = hours.next_opening(now)
    assert opening is None or (hours.is_open(opening) and opening >= change)
