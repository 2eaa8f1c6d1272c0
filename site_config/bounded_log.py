"""Keeps the log short: faults that repeat themselves, and what is no fault of the site."""

import logging
from time import monotonic

AT_MOST, TRACEBACKS, WINDOW = 20, 3, 60
"Records of one kind, and those with a traceback, that are logged in so many seconds."
MAX_KINDS = 1_000


class Refusals(logging.Filter):
    """Leaves the traceback out where Django refuses what a client sent: any answer below 500."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class Bounded(logging.Filter):
    """Lets 20 records of one kind a minute through, or three tracebacks, and counts the others.

    A kind is a place in the code that logs: its logger, level and line. The first record of the
    next minute says how many were left out.
    """

    def __init__(self):
        super().__init__()
        self._windows = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.name, record.levelno, record.pathname, record.lineno
        began, count = self._windows.get(kind, (-WINDOW, 0))
        at_most = TRACEBACKS if record.exc_info else AT_MOST
        if monotonic() - began >= WINDOW:
            self._begin(kind, record, count - at_most)
            return True
        self._windows[kind] = began, count + 1
        return count < at_most

    def _begin(self, kind, record, left_out):
        if len(self._windows) >= MAX_KINDS:
            self._windows.clear()
        self._windows[kind] = monotonic(), 1
        if left_out > 0:
            record.msg = f"{record.getMessage()} ({left_out} more like this were left out)"
            record.args = ()
