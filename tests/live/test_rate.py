"""At most so often in so many seconds, for each person and each action."""

import pytest
from django.core.cache import cache

from rooms.live.actions import Rate, Refused


def count(rate, times, name="post", user_id=1):
    for _ in range(times):
        rate.check(name, user_id)


def test_one_more_than_the_limit_is_refused_and_only_to_this_person_for_this_action():
    rate = Rate(3, 60)
    count(rate, 3)
    with pytest.raises(Refused):
        rate.check("post", 1)
    count(rate, 3, user_id=2)
    count(rate, 3, name="edit")


def test_what_ran_out_counts_no_more():
    count(Rate(1, 0), 5)


def test_the_first_of_two_processes_at_the_same_moment_is_counted_too(monkeypatch):
    incr = cache.incr

    def count_in_between(key):
        monkeypatch.undo()
        cache.add(key, 1, 60)
        raise ValueError("It was not there when this one looked.")

    monkeypatch.setattr(type(incr.__self__), "incr", lambda self, key: count_in_between(key))
    rate = Rate(2, 60)
    rate.check("post", 1)
    with pytest.raises(Refused):
        rate.check("post", 1)


def test_the_usual_case_is_one_visit_to_the_cache(monkeypatch):
    rate = Rate(5, 60)
    rate.check("post", 1)
    added = []
    monkeypatch.setattr(type(cache.add.__self__), "add", lambda *args: added.append(args))
    rate.check("post", 1)
    assert added == []
