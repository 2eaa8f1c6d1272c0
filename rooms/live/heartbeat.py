import asyncio
import itertools
import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import Error
from django.template.loader import render_to_string

from rooms.live.database import at_once, in_database
from rooms.live.locks import is_unavailable
from rooms.live.metrics import record_round_trip
from rooms.live.oob import replace

logger = logging.getLogger(__name__)

EVERY = 10
"Seconds between two heartbeats of a page; the style sheet calls a page without one for 15 s lost."
TICKS = 4
"Per second, so that many pages are served in small portions."
BUCKETS = EVERY * TICKS
CHECKS = 14
"Ticks between two checks of a page's rights: those that end without a hint end within 5 s."
PORTION = 25
"Pages whose rights are checked at once instead of at the end of the second."


class Heartbeat:
    """Sends each page of this process a heartbeat, an equal share of them with each tick.

    A heartbeat is an element that answers by itself once it is in the page. The answer proves
    that the page received everything before it, times the round trip, and keeps its person
    present.
    """

    def __init__(self):
        self.buckets = [set() for _ in range(BUCKETS)]
        self.new, self.answered, self.unchecked = set(), set(), set()
        self.number = itertools.count(1)
        self.tick = 0

    def add(self, page: Any) -> None:
        """Start the page's heartbeat; new pages share their first one."""
        page.bucket = self._emptiest()
        self.buckets[page.bucket].add(page)
        if not self.new:
            asyncio.get_running_loop().call_soon(self._first_beat)
        self.new.add(page)

    def _emptiest(self):
        """The bucket with the fewest pages, not due soon, as the first heartbeat is sent now."""
        later = [(self.tick + n) % BUCKETS for n in range(BUCKETS - 1, TICKS, -1)]
        return min(later, key=lambda bucket: len(self.buckets[bucket]))

    def _first_beat(self):
        new, self.new = self.new, set()
        self.beat(new)

    def discard(self, page: Any) -> None:
        self.buckets[page.bucket].discard(page)
        self.new.discard(page)
        self.answered.discard(page)
        self.unchecked.discard(page)

    @property
    def pages(self) -> list:
        return [page for bucket in self.buckets for page in bucket]

    def beat(self, pages: Iterable) -> None:
        """Send these pages the same heartbeat."""
        number, now = next(self.number), asyncio.get_running_loop().time()
        text = replace(render_to_string("live/_connection.html"))
        text += replace(render_to_string("live/_heartbeat.html", {"number": number}))
        for page in pages:
            page.ping(number, text, now)

    def pong(self, page: Any, round_trip: float) -> None:
        """The page answered `round_trip` seconds after its heartbeat."""
        record_round_trip(round_trip)
        self.answered.add(page)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(1 / TICKS)
            self.tick += 1
            try:
                await self._tick()
            except Exception:
                logger.exception("A heartbeat failed; the next one tries again")

    async def _tick(self):
        is_second_over = self.tick % TICKS == 0
        if pages := set(self.buckets[self.tick % BUCKETS]):
            self.beat(pages)
        self.unchecked.update(*self.buckets[self.tick % CHECKS :: CHECKS])
        if len(self.unchecked) >= PORTION or is_second_over:
            pages, self.unchecked = self.unchecked, set()
            await self.check([page for page in pages if not page.is_closed])
        if is_second_over:
            answered, self.answered = self.answered, set()
            for registry, pages in _by_registry(answered).items():
                await self._touch(registry, pages)

    async def _touch(self, registry, pages):
        """Keep their people present. If the database takes nothing, the next second tries again."""
        try:
            await at_once(registry.touch, pages)
        except Error as error:
            if not is_unavailable(error):
                raise
            self.answered |= {page for page in pages if not page.is_closed}

    async def check(self, pages: Iterable) -> None:
        """Check again whether these pages may stay; close those that may not."""
        for registry, checked in _by_registry(pages).items():
            revoked = await in_database(registry.revoked, checked)
            for page, code in revoked.items():
                page.close(code)


def _by_registry(pages):
    by_registry = defaultdict(list)
    for page in pages:
        by_registry[page.registry].append(page)
    return by_registry
