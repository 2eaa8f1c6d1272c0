"""Counts calls per key and window: in this process, or in Redis for several processes."""

from functools import cache
from threading import Lock
from time import monotonic
from typing import Protocol

from django.conf import settings
from redis import Redis

TIMEOUT = 0.25
"Seconds that a step waits for Redis."
MAX_KEYS = 10_000
COUNT = """
local counts = {}
for i, key in ipairs(KEYS) do
  local count = redis.call('INCR', key)
  if count == 1 then redis.call('PEXPIRE', key, ARGV[i]) end
  counts[i] = {count, redis.call('PTTL', key)}
end
return counts
"""
"One step, so that no key can be left without an end."

Keys = list[tuple[str, float]]
"Keys with the seconds of their windows."
Counts = list[tuple[int, float]]
"For each key the calls in its window, and the seconds until that ends."


class RateCounter(Protocol):
    is_local: bool

    def add(self, keys: Keys) -> Counts:
        """Count one call of each key."""


class MemoryCounter:
    """For one process."""

    is_local = True

    def __init__(self):
        self._lock = Lock()
        self._windows = {}

    def add(self, keys: Keys) -> Counts:
        with self._lock:
            return [self._add(key, seconds) for key, seconds in keys]

    def _add(self, key, seconds):
        now = monotonic()
        count, ends_at = self._windows.get(key, (0, 0))
        if ends_at <= now:
            count, ends_at = 0, now + seconds
            self._prune(now)
        self._windows[key] = count + 1, ends_at
        return count + 1, ends_at - now

    def _prune(self, now):
        if len(self._windows) >= MAX_KEYS:
            self._windows = {k: v for k, v in self._windows.items() if v[1] > now}

    def clear(self) -> None:
        """Forget all calls, for tests."""
        self._windows.clear()


class RedisCounter:
    """For several processes; one round trip, however many keys."""

    is_local = False

    def __init__(self, url: str):
        self._redis = Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        self._count = self._redis.register_script(COUNT)

    def add(self, keys: Keys) -> Counts:
        names = [f"{settings.REDIS_PREFIX}.rate.{key}" for key, _ in keys]
        windows = [max(int(seconds * 1000), 1) for _, seconds in keys]
        return [(count, left / 1000) for count, left in self._count(names, windows)]

    def clear(self) -> None:
        """Redis forgets by itself."""


@cache
def rate_counter() -> RateCounter:
    """The process's counter."""
    return RedisCounter(settings.REDIS_URL) if settings.REDIS_URL else MemoryCounter()
