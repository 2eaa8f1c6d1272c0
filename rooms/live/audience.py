from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone, translation


class Audience(NamedTuple):
    """Those who must see the same HTML: the same language and the same time zone."""

    language: str
    time_zone: str

    @contextmanager
    def activated(self) -> Iterator[None]:
        """Render the block in this language and time zone."""
        with translation.override(self.language), timezone.override(ZoneInfo(self.time_zone)):
            yield


@lru_cache(maxsize=1_000)
def audience_of(language: str, time_zone: str) -> Audience:
    """One shared object for each pair, so that a thousand pages hold a thousand references."""
    return Audience(language, time_zone)


class Programs(Audience):
    """All programs together: they get JSON, which has no language."""

    def activated(self):
        return nullcontext()


PROGRAMS = Programs("", "")
