"""Whether what the site stands on works: the channel layer, the database and the cache."""

import asyncio
import logging
import secrets
import time
from concurrent.futures import Future
from datetime import timedelta
from statistics import median
from threading import Thread
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

ROUNDS = 20
PATIENCE = 5
"Seconds that all rounds of one part may take."
REDIS = "See that Redis runs there and that REDIS_URL names it with the right password"
DATABASE = (
    "See that it runs and that DATABASE_URL names it; `manage.py prepare` makes missing tables"
)


class Part(NamedTuple):
    """`measure` returns {way: seconds of each round trip}; `advice` is for when it raises."""

    name: str
    kind: str
    measure: object
    advice: str


class Command(BaseCommand):
    help = "Send something through the channel layer, the database and the cache, and time it."

    def handle(self, **options):
        before = logging.root.manager.disable
        logging.disable(logging.CRITICAL)  # the reason is printed here, in one line
        try:
            failures = [failure for part in _parts() if (failure := self._check(part))]
        finally:
            logging.disable(before)
        if isinstance(get_channel_layer(), InMemoryChannelLayer):
            self.stdout.write(
                "This channel layer serves one process only; set REDIS_URL before you start a "
                "second one."
            )
        if failures:
            raise CommandError("\n".join(failures))
        self.stdout.write("All of it works.")

    def _check(self, part):
        """Print how long it takes; return what is wrong in one line, or None."""
        try:
            for way, times in _within(PATIENCE, part.measure).items():
                self.stdout.write(f"{part.name} ({part.kind}), {way}: {_summary(times)}")
        except Exception as error:
            return f"{part.name} ({part.kind}): {_reason(error)}. {part.advice}."


def _parts():
    where = f"Redis at {_host(settings.REDIS_URL)}" if settings.REDIS_URL else "in memory"
    return [
        Part("Channel layer", where, _through_layer, REDIS),
        Part("Database", _database(), _through_database, DATABASE),
        Part("Cache", where, _through_cache, REDIS),
    ]


def _database():
    host, port = connection.settings_dict["HOST"], connection.settings_dict["PORT"]
    where = f" at {host}{f':{port}' if port else ''}" if host else ""
    return connection.display_name + where


def _host(url):
    """Where the URL leads to, without name and password."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or 'localhost'}:{parts.port or 6379}"
    except ValueError:
        return "an address that cannot be read"


def _summary(times):
    middle, worst = median(times) * 1000, max(times) * 1000
    return f"{len(times)} round trips, median {middle:.1f} ms, worst {worst:.1f} ms"


# Out and back:


def _through_layer():
    return asyncio.run(_through_group_and_channel())


async def _through_group_and_channel():
    layer, group = get_channel_layer(), f"check.{secrets.token_hex(8)}"
    channel = await layer.new_channel()
    await layer.group_add(group, channel)
    ways = {"to a group": (layer.group_send, group), "to a channel": (layer.send, channel)}
    times = {}
    for way, (send, target) in ways.items():
        times[way] = [await _echo(layer, channel, send, target) for _ in range(ROUNDS)]
    await layer.group_discard(group, channel)
    return times


async def _echo(layer, channel, send, target):
    began, word = time.perf_counter(), secrets.token_hex(8)
    await send(target, {"type": "check", "word": word})
    _same(word, (await layer.receive(channel))["word"])
    return time.perf_counter() - began


def _through_database():
    try:
        return {"a write and a read, rolled back": [_write_and_read() for _ in range(ROUNDS)]}
    finally:
        connection.close()


def _write_and_read():
    began, key = time.perf_counter(), secrets.token_hex(20)
    with transaction.atomic():
        soon = timezone.now() + timedelta(minutes=1)
        Session.objects.create(session_key=key, session_data=key, expire_date=soon)
        _same(key, Session.objects.get(session_key=key).session_data)
        transaction.set_rollback(True)
    return time.perf_counter() - began


def _through_cache():
    return {"a write and a read": [_keep_and_get() for _ in range(ROUNDS)]}


def _keep_and_get():
    began, key = time.perf_counter(), f"check.{secrets.token_hex(8)}"
    cache.set(key, key, PATIENCE)
    _same(key, cache.get(key))
    cache.delete(key)
    return time.perf_counter() - began


def _same(sent, received):
    if sent != received:
        raise RuntimeError("what came back is not what was sent")


# In time, and in one line:


def _within(seconds, function):
    """What the function returns or raises. A thread that hangs does not keep us from ending."""
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


def _reason(error):
    """One line with no password in it."""
    if isinstance(error, ValueError):
        return "its address cannot be read"  # and the error would quote a part of it
    reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    for secret in _passwords():
        reason = reason.replace(secret, "…")
    return reason


def _passwords():
    of_redis = settings.REDIS_URL.partition("//")[2].rpartition("@")[0].partition(":")[2]
    of_database = connection.settings_dict["PASSWORD"]
    return filter(None, [of_redis, unquote(of_redis), of_database])
