"""Writes that a page can do without, such as a read mark: who cannot write can still read."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from time import monotonic
from typing import Any

from django.db import Error, connection, transaction

from rooms.live.locks import is_unavailable, waiting_at_most

logger = logging.getLogger(__name__)

WAIT = 0.25
"Seconds that such a write waits for a lock."
PAUSE = 1
"Seconds for which none is tried after one that the database did not take."
_tries_at = 0.0


def best_effort(write: Callable, *args: Any, **kwargs: Any) -> Any:
    """Run the write and return what it does; None, and a line in the log, if it is not taken."""
    global _tries_at
    if monotonic() < _tries_at:
        return None
    try:
        with waiting_at_most(WAIT), _savepoint():
            return write(*args, **kwargs)
    except Error as error:
        if not is_unavailable(error):
            raise
        _tries_at = monotonic() + PAUSE
        logger.warning("Went on without a write that the database did not take: %s", error)


def _savepoint():
    """So that the failure does not break the caller's transaction, if there is one."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()
