"""Rates: how often somebody may do something, counted over all processes."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from rooms.live.lazy_text import format_text
from rooms.live.rate_counter import rate_counter
from rooms.live.refusal import Refused

logger = logging.getLogger(__name__)

OUTAGE = 5
"Seconds for which nothing is limited, and the counter is not asked, after it did not answer."
LOG_EVERY = 60
TOO_OFTEN = _("That was a lot at once. You can go on in %(seconds)d s.")
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-rates")
_asks_at, _logs_at = 0.0, 0.0


@dataclass(frozen=True)
class Rate:
    """At most `times` in `seconds`, for one person across all doors, pages and processes."""

    times: int
    seconds: int

    def check(self, name: str, who: int | str) -> None:
        """Count one call. Raises Refused beyond the limit; limits nothing without the counter."""
        (refusal,) = check_all([Call(self, name, who)])
        if refusal:
            raise refusal

    def use(self, name: str, who: int | str) -> "Left":
        """Count one call, and tell what is left. Raises Refused beyond the limit."""
        counts = _count([(f"{name}.{who}", self.seconds)])
        count, seconds_left = counts[0] if counts else (0, self.seconds)
        if refusal := self.refusal(count, seconds_left):
            raise refusal
        return Left(self.times - count, max(ceil(seconds_left), 1))

    def refusal(self, count: int, seconds_left: float) -> Refused | None:
        if count <= self.times:
            return None
        seconds = max(ceil(seconds_left), 1)
        text = format_text(TOO_OFTEN, seconds=seconds)
        return Refused(text, status=429, retry_after=seconds)


class Left(NamedTuple):
    """How many calls are left of a window, and the seconds until it ends."""

    times: int
    seconds: int


class Call(NamedTuple):
    rate: Rate
    name: str
    who: int | str


def check_all(calls: list[Call]) -> list[Refused | None]:
    """Count many calls in one step; what refuses each, or None."""
    keys = [(f"{call.name}.{call.who}", call.rate.seconds) for call in calls]
    counts = _count(keys)
    if counts is None:
        return [None] * len(calls)
    return [call.rate.refusal(*count) for call, count in zip(calls, counts, strict=True)]


async def check_in_batch(hub, call: Call) -> Refused | None:
    """Count one call of a page: at once in this process, or in one round trip with others."""
    if rate_counter().is_local:
        return check_all([call])[0]
    try:
        return await hub.batcher(check_all, in_rate_thread)(call)
    except Refused as refusal:  # a batcher raises what is an exception
        return refusal


async def in_rate_thread(function, *args):
    """Not in the database thread, which all pages wait for."""
    return await asyncio.get_running_loop().run_in_executor(_thread, function, *args)


def _count(keys):
    """[(count, seconds left)], or None while the counter is down."""
    global _asks_at
    if monotonic() < _asks_at:
        return None
    try:
        return rate_counter().add(keys)
    except Exception as error:
        _asks_at = monotonic() + OUTAGE
        _log_outage(error)
        return None


def _log_outage(error):
    global _logs_at
    if monotonic() >= _logs_at:
        _logs_at = monotonic() + LOG_EVERY
        logger.warning("The rate counter does not answer, so rates are not limited: %s", error)
