"""Rates: how often somebody may do something, counted over all processes."""

import logging
from dataclasses import dataclass
from math import ceil
from time import monotonic

from rooms.live.rate_counter import rate_counter
from rooms.live.refusal import Refused

logger = logging.getLogger(__name__)

LOG_EVERY = 60
"Seconds between two log lines about a counter that does not answer."
_logged_at = -LOG_EVERY


@dataclass(frozen=True)
class Rate:
    """At most `times` in `seconds`, for one person across all doors, pages and processes."""

    times: int
    seconds: int

    def check(self, name: str, who: int | str) -> None:
        """Count one call. Raises Refused beyond the limit; limits nothing without the counter."""
        try:
            count, seconds_left = rate_counter().add(f"{name}.{who}", self.seconds)
        except Exception as error:
            _log_outage(error)
            return
        if count > self.times:
            raise self._refusal(max(ceil(seconds_left), 1))

    def _refusal(self, seconds):
        text = f"That was a lot at once. You can go on in {seconds} s."
        return Refused(text, status=429, retry_after=seconds)


def _log_outage(error):
    global _logged_at
    if monotonic() - _logged_at >= LOG_EVERY:
        _logged_at = monotonic()
        logger.warning("The rate counter does not answer, so rates are not limited: %s", error)
