import logging
from dataclasses import dataclass

from django.core.cache import cache

from rooms.live.refusal import Refused

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rate:
    """At most `times` in `seconds`, for one person across all their pages."""

    times: int
    seconds: int

    def check(self, name: str, user_id: int | str) -> None:
        """Count one call. Raises Refused beyond the limit; without the cache nothing is limited."""
        try:
            count = self._count(f"rate.{name}.{user_id}")
        except Exception as error:
            logger.warning("The cache does not answer, so rates are not limited: %s", error)
            return
        if count > self.times:
            raise Refused("That was a lot at once. Wait a moment and try again.")

    def _count(self, key):
        try:
            return cache.incr(key)
        except ValueError:  # no count yet, or it expired
            return 1 if cache.add(key, 1, self.seconds) else cache.incr(key)
