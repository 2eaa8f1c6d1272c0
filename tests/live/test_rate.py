"""A rate limits the calls of one action by one person, and says when it goes on."""

import logging
import signal
import threading

import pytest
from django.conf import settings

from rooms.live import rate as rates
from rooms.live.rate import Rate
from rooms.live.rate_counter import MAX_KEYS, MemoryCounter, RedisCounter
from rooms.live.refusal import Refused
from tests.stack.services import Redis, find_program


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


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="a window in Redis has a millisecond")
def test_expired_calls_do_not_count():
    count(Rate(1, 0), 5)


def test_refusal_says_after_how_many_seconds_the_call_may_succeed():
    rate = Rate(1, 7)
    rate.check("post", 1)
    with pytest.raises(Refused, match="You can go on in 7 s") as refusal:
        rate.check("post", 1)
    assert (refusal.value.status, refusal.value.retry_after) == (429, 7)


def test_counter_that_is_down_limits_nothing_and_logs_one_line(monkeypatch, caplog):
    asked = []

    class Down:
        def add(self, keys):
            asked.append(keys)
            raise ConnectionError("refused")

    monkeypatch.setattr(rates, "rate_counter", Down)
    monkeypatch.setattr(rates, "_logs_at", 0)
    monkeypatch.setattr(rates, "_asks_at", 0)
    with caplog.at_level(logging.WARNING):
        count(Rate(1, 60), 5)
    assert [record.getMessage() for record in caplog.records] == [
        "The rate counter does not answer, so rates are not limited: refused"
    ]
    assert len(asked) == 1


def test_memory_counter_forgets_windows_that_ended():
    counter = MemoryCounter()
    for number in range(2 * MAX_KEYS):
        counter.add([(f"key {number}", 0)])
    assert len(counter._windows) <= MAX_KEYS


@pytest.fixture
def redis(tmp_path):
    """A counter on a Redis of its own, and that Redis."""
    if not find_program("redis-server"):
        pytest.skip("redis-server is not installed here")
    redis = Redis(tmp_path / "redis")
    redis.start()
    yield RedisCounter(redis.url), redis
    redis.stop()


def test_redis_counts_many_keys_in_one_round_trip(redis):
    counter, server = redis
    counter.add([("first", 60)])
    client = server.client()
    client.config_resetstat()
    counts = counter.add([("a", 60), ("b", 60), ("a", 60)])
    assert [count for count, _ in counts] == [1, 1, 2]
    assert all(59 < left <= 60 for _, left in counts)
    asked = client.info("commandstats")
    assert asked["cmdstat_evalsha"]["calls"] == 1
    assert not [name for name in asked if name.startswith("cmdstat_script")]


def test_redis_key_always_has_an_end(redis):
    counter, server = redis
    counter.add([("lasting", 60)])
    prefix = f"{settings.REDIS_PREFIX}.rate"
    assert server.client().keys() == [f"{prefix}.lasting".encode()]
    for _ in range(300):
        counter.add([("brief", 0.002)])
        assert server.client().ttl(f"{prefix}.brief") != -1


def test_hung_redis_limits_nothing_and_is_asked_once(redis, monkeypatch):
    counter, server = redis
    asked, add = [], counter.add
    monkeypatch.setattr(counter, "add", lambda keys: asked.append(keys) or add(keys))
    monkeypatch.setattr(rates, "rate_counter", lambda: counter)
    server.signal(signal.SIGSTOP)
    count(Rate(1, 60), 20)
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
async def test_remote_counter_is_asked_outside_the_database_thread(
    open_page, lobby, ana, ben, monkeypatch
):
    class Remote(MemoryCounter):
        is_local, threads = False, set()

        def add(self, keys):
            self.threads.add(threading.current_thread().name)
            return super().add(keys)

    remote = Remote()
    monkeypatch.setattr(rates, "rate_counter", lambda: remote)
    pages = [await open_page(who, "lobby") for who in (ana, ben)]
    for page in pages:
        await page.act("post", body="through the counter")
        await page.until("through the counter</div>")
    assert {name.rpartition("_")[0] for name in remote.threads} == {"live-rates"}
