"""A rate limits the calls of one action by one person, and says when it goes on."""

import logging

import pytest

from rooms.live import rate as rates
from rooms.live.rate import Rate
from rooms.live.rate_counter import MAX_KEYS, MemoryCounter
from rooms.live.refusal import Refused


def count(rate, times, name="post", user_id=1):
    for _ in range(times):
        rate.check(name, user_id)


def test_call_beyond_the_limit_is_refused_for_this_person_and_action_only():
    rate = Rate(3, 60)
    count(rate, 3)
    with pytest.raises(Refused):
        rate.check("post", 1)
    count(rate, 3, user_id=2)
    count(rate, 3, name="edit")


def test_expired_calls_do_not_count():
    count(Rate(1, 0), 5)


def test_refusal_says_after_how_many_seconds_the_call_may_succeed():
    rate = Rate(1, 7)
    rate.check("post", 1)
    with pytest.raises(Refused, match="You can go on in 7 s") as refusal:
        rate.check("post", 1)
    assert (refusal.value.status, refusal.value.retry_after) == (429, 7)


def test_counter_that_is_down_limits_nothing_and_logs_one_line(monkeypatch, caplog):
    class Down:
        def add(self, key, seconds):
            raise ConnectionError("refused")

    monkeypatch.setattr(rates, "rate_counter", Down)
    monkeypatch.setattr(rates, "_logged_at", -rates.LOG_EVERY)
    with caplog.at_level(logging.WARNING):
        count(Rate(1, 60), 5)
    assert [record.getMessage() for record in caplog.records] == [
        "The rate counter does not answer, so rates are not limited: refused"
    ]


def test_memory_counter_forgets_windows_that_ended():
    counter = MemoryCounter()
    for number in range(2 * MAX_KEYS):
        counter.add(f"key {number}", 0)
    assert len(counter._windows) <= MAX_KEYS
