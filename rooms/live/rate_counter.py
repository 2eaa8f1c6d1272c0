"""Counts calls per key and window: in this process, or in Redis for several processes."""

from functools import cache
from threading import Lock
from time import monotonic
from typing import Protocol

from django.conf import settings
from redis import Redis

TIMEOUT = 0.25
"Seconds that a call waits for Redis."
MAX_KEYS = 10_000
COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}
"""
"One step, so that no key can be left without an end."


class RateCounter(Protocol):
    def add(self, key: str, seconds: float) -> tuple[int, float]:
        """Count one call; return the calls in the key's window, and the seconds until it ends."""


class MemoryCounter:
    """For one process."""

    def __init__(self):
        self._lock = Lock()
        self._windows = {}

    def add(self, key: str, seconds: float) -> tuple[int, float]:
        now = monotonic()
        with self._lock:
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
        self._windows.clear()


class RedisCounter:
    """For several processes."""

    def __init__(self, url: str):
        self._redis = Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        self._count = self._redis.register_script(COUNT)

    def add(self, key: str, seconds: float) -> tuple[int, float]:
        count, milliseconds = self._count([f"hearth.rate.{key}"], [max(int(seconds * 1000), 1)])
        return count, milliseconds / 1000

    def clear(self) -> None:
        """Redis forgets by itself."""


@cache
def rate_counter() -> RateCounter:
    """The process's counter."""
    return RedisCounter(settings.REDIS_URL) if settings.REDIS_URL else MemoryCounter()
