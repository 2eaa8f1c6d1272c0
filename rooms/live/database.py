"""The live core's access to the database: threads with a connection each that stays open.

Channels' own helper closes the connection after each call, which costs more on SQLite than
most queries. All pages share the live thread, so nothing waits long for a lock there: what is
locked is tried again in the patient thread, which keeps only those waiting who asked for it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import local
from typing import Any

from django.db import Error, connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from rooms.live.locks import is_conflict, is_locked, limit_waiting
from rooms.live.metrics import metrics

LIVE_WAIT, PATIENT_WAIT, PROBE_WAIT = 0.25, 10.0, 1.5
"Seconds that a statement waits for a lock in each thread."
RETRIES = 3
"How often a call is repeated that lost a deadlock."

_thread = local()


def _start_thread(name, wait):
    """A thread whose connections wait so many seconds for a lock."""
    return ThreadPoolExecutor(1, name, initializer=setattr, initargs=(_thread, "wait", wait))


_live_thread = _start_thread("live-database", LIVE_WAIT)
_patient_thread = _start_thread("patient-database", PATIENT_WAIT)
_probe_thread = _start_thread("probe-database", PROBE_WAIT)


async def in_database(function: Callable, *args) -> Any:
    """Run the sync `function` in the live thread; return or raise what it does.

    It runs again after a deadlock, and in the patient thread if it meets a lock: so it may commit
    one transaction at most.
    """
    try:
        return await at_once(function, *args)
    except Error as error:
        if not is_locked(error):
            raise
        return await patiently(function, *args)


async def at_once(function: Callable, *args) -> Any:
    """The same without patience: what is locked fails, as it will be asked again anyway."""
    return await _in(_live_thread, function, args)


async def patiently(function: Callable, *args) -> Any:
    """Run the function where it may wait for a lock without keeping other pages waiting."""
    metrics["lock_waits"] += 1
    return await _in(_patient_thread, function, args)


async def in_probe_thread(function: Callable, *args) -> Any:
    """Run the function where a lock keeps nobody else waiting: for `/up`."""
    return await _in(_probe_thread, function, args)


async def _in(thread, function, args):
    return await asyncio.get_running_loop().run_in_executor(thread, _run, function, args)


@receiver(connection_created)
def _limit_waiting(connection, **kwargs):
    if wait := getattr(_thread, "wait", None):
        limit_waiting(connection, wait)


def _run(function, args):
    try:
        return repeat_after_conflict(function, *args)
    except Error as error:
        if not is_locked(error):
            connections.close_all()  # it may be broken; the next call opens a new one
        raise


def repeat_after_conflict(function: Callable, *args) -> Any:
    """Run the function; again, a few times, while it loses a deadlock against others."""
    for _ in range(RETRIES):
        try:
            return function(*args)
        except Error as error:
            if not is_conflict(error):
                raise
            metrics["deadlocks"] += 1
    return function(*args)


def close() -> None:
    """Close the connections, before a test database is removed or at shutdown."""
    for thread in (_live_thread, _patient_thread, _probe_thread):
        thread.submit(connections.close_all).result()
