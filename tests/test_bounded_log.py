"""A fault that repeats itself does not flood the log."""

import logging

import pytest

from site_config import bounded_log
from site_config.bounded_log import Bounded


@pytest.fixture
def clock(monkeypatch):
    now = [1_000.0]
    monkeypatch.setattr(bounded_log, "monotonic", lambda: now[0])
    return now


def record(line=1, text="The database is away", exc_info=None):
    return logging.LogRecord("hearth", logging.ERROR, "file.py", line, text, (), exc_info)


def test_records_of_one_kind_are_bounded_and_counted(clock):
    bounded = Bounded()
    assert sum(bounded.filter(record()) for _ in range(30_000)) == 20
    clock[0] += 60
    after = record()
    assert bounded.filter(after)
    assert after.getMessage() == "The database is away (29980 more like this were left out)"


def test_tracebacks_are_bounded_more_strictly(clock):
    bounded = Bounded()
    error = (ValueError, ValueError(), None)
    assert sum(bounded.filter(record(exc_info=error)) for _ in range(100)) == 3


def test_other_kinds_are_logged_meanwhile(clock):
    bounded = Bounded()
    for _ in range(100):
        bounded.filter(record())
    assert bounded.filter(record(line=2))


def test_site_logs_through_it(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["refusals", "bounded"]
