"""Locks of rows: their order, how long somebody waits for them, and what their errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import Error, InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

DEADLOCK, SERIALIZATION, NOT_AVAILABLE = "40P01", "40001", "55P03"
"PostgreSQL's error codes."
UNAVAILABLE = ("08", "25006", "53", "55P03", "57", "58")
"Those, or how they begin: no connection, read-only, no resources, locked, stopped, broken."
UNAVAILABLE_IN_SQLITE = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY),
    *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN),
}


def in_order(rows: QuerySet) -> QuerySet:
    """The same rows, locked by ascending id when they are updated: so no two updates deadlock.

    For use inside a transaction.
    """
    locked = rows.order_by("pk").select_for_update(no_key=True).values("pk")
    return rows.model._default_manager.filter(pk__in=locked)


def update_in_order(rows: QuerySet, **values: Any) -> int:
    """Like `rows.update`, in a transaction, with the rows locked by ascending id."""
    with transaction.atomic(savepoint=False):
        return in_order(rows).update(**values)


def limit_waiting(connection: Any, seconds: float) -> None:
    """Let statements of this connection wait that long for a lock."""
    _limit_waiting(connection, round(seconds * 1000))


def _limit_waiting(connection, time):
    """time: in milliseconds, or as PostgreSQL shows it."""
    is_sqlite = connection.vendor == "sqlite"
    setting = "PRAGMA busy_timeout = {}" if is_sqlite else "SET lock_timeout = '{}'"
    with connection.cursor() as cursor:
        cursor.execute(setting.format(time))


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Run the block so that its statements wait that long for a lock; then as before."""
    setting = "PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW lock_timeout"
    with connection.cursor() as cursor:
        before = cursor.execute(setting).fetchone()[0]
    limit_waiting(connection, seconds)
    try:
        yield
    finally:
        with suppress(Error):  # a connection that broke is opened anew
            _limit_waiting(connection, before)


def is_conflict(error: Error) -> bool:
    """Whether a deadlock ended the transaction, so that it may simply run again."""
    return _code(error) in (DEADLOCK, SERIALIZATION)


def is_locked(error: Error) -> bool:
    """Whether somebody else held a lock for longer than this connection waits."""
    return _code(error) == NOT_AVAILABLE or "database is locked" in str(error)


def is_unavailable(error: Exception) -> bool:
    """Whether the database cannot be reached or written to: locked, full, read-only or away."""
    if not isinstance(error, Error):
        return False
    if (code := getattr(error.__cause__, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in UNAVAILABLE_IN_SQLITE
    if code := _code(error):
        return code.startswith(UNAVAILABLE)
    return isinstance(error, OperationalError | InterfaceError)


def _code(error):
    return getattr(error.__cause__, "sqlstate", None)
