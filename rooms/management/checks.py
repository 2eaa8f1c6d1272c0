"""Round trips through the channel layer, the database and the cache."""

import asyncio
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

ROUND_TRIPS = 20
TIMEOUT = 5
"Seconds for all round trips of one check."
REDIS = "Check that Redis runs there and that REDIS_URL has its address and password"
DATABASE = (
    "Check that it runs and that DATABASE_URL has its address; "
    "`manage.py prepare` creates missing tables"
)


class Check(NamedTuple):
    """measure: returns {route: seconds of each round trip}. advice: shown when it raises."""

    name: str
    kind: str
    measure: Callable[[], dict]
    advice: str

    def run(self):
        """What `measure` returns or raises; TimeoutError after TIMEOUT seconds."""
        return _run_with_timeout(TIMEOUT, self.measure)

    def __str__(self):
        return f"{self.name} ({self.kind})"


def all_checks():
    where = f"Redis at {_host(settings.REDIS_URL)}" if settings.REDIS_URL else "in memory"
    return [
        Check("Channel layer", where, _measure_layer, REDIS),
        Check("Database", _database(), _measure_database, DATABASE),
        Check("Cache", where, _measure_cache, REDIS),
    ]


def _database():
    host, port = connection.settings_dict["HOST"], connection.settings_dict["PORT"]
    where = f" at {host}{f':{port}' if port else ''}" if host else ""
    return connection.display_name + where


def _host(url):
    """Host and port of the URL, without name and password."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or 'localhost'}:{parts.port or 6379}"
    except ValueError:
        return "an address that cannot be read"


# The round trips:


def _measure_layer():
    return asyncio.run(_measure_group_and_channel())


async def _measure_group_and_channel():
    layer, group = get_channel_layer(), f"check.{secrets.token_hex(8)}"
    channel = await layer.new_channel()
    await layer.group_add(group, channel)
    routes = {"to a group": (layer.group_send, group), "to a channel": (layer.send, channel)}
    times = {
        route: [await _send_and_receive(layer, channel, *way) for _ in range(ROUND_TRIPS)]
        for route, way in routes.items()
    }
    await layer.group_discard(group, channel)
    return times


async def _send_and_receive(layer, channel, send, target):
    began, token = time.perf_counter(), secrets.token_hex(8)
    await send(target, {"type": "check", "token": token})
    _require_same(token, (await layer.receive(channel))["token"])
    return time.perf_counter() - began


def _measure_database():
    try:
        times = [_write_and_read_row() for _ in range(ROUND_TRIPS)]
        return {"a write and a read, rolled back": times}
    finally:
        connection.close()


def _write_and_read_row():
    began, key = time.perf_counter(), secrets.token_hex(20)
    with transaction.atomic():
        soon = timezone.now() + timedelta(minutes=1)
        Session.objects.create(session_key=key, session_data=key, expire_date=soon)
        _require_same(key, Session.objects.get(session_key=key).session_data)
        transaction.set_rollback(True)
    return time.perf_counter() - began


def _measure_cache():
    return {"a write and a read": [_write_and_read_cache() for _ in range(ROUND_TRIPS)]}


def _write_and_read_cache():
    began, key = time.perf_counter(), f"check.{secrets.token_hex(8)}"
    cache.set(key, key, TIMEOUT)
    _require_same(key, cache.get(key))
    cache.delete(key)
    return time.perf_counter() - began


def _require_same(sent, received):
    if sent != received:
        raise RuntimeError("what came back is not what was sent")


# The time limit:


def _run_with_timeout(seconds, function):
    """Run the function in a daemon thread, so that a call that hangs cannot block the exit."""
    outcome = Future()

    def run():
        try:
            outcome.set_result(function())
        except BaseException as error:
            outcome.set_exception(error)

    Thread(target=run, daemon=True).start()
    try:
        return outcome.result(seconds)
    except TimeoutError:
        if outcome.done():
            raise
        raise TimeoutError(f"it took more than {seconds} s") from None
