"""Locks of rows: their order, how long somebody waits for them, and what their errors mean."""

from typing import Any

from django.db import Error, transaction
from django.db.models import QuerySet

DEADLOCK, SERIALIZATION, NOT_AVAILABLE = "40P01", "40001", "55P03"
"PostgreSQL's error codes."


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
    is_sqlite = connection.vendor == "sqlite"
    setting = "PRAGMA busy_timeout = {}" if is_sqlite else "SET lock_timeout = {}"
    with connection.cursor() as cursor:
        cursor.execute(setting.format(round(seconds * 1000)))


def is_conflict(error: Error) -> bool:
    """Whether a deadlock ended the transaction, so that it may simply run again."""
    return _code(error) in (DEADLOCK, SERIALIZATION)


def is_locked(error: Error) -> bool:
    """Whether somebody else held a lock for longer than this connection waits."""
    return _code(error) == NOT_AVAILABLE or "database is locked" in str(error)


def _code(error):
    return getattr(error.__cause__, "sqlstate", None)
