import asyncio
import itertools
import logging
from collections import defaultdict

from django.template.loader import render_to_string

from rooms.live.database import in_database
from rooms.live.metrics import note_round_trip

logger = logging.getLogger(__name__)

SWEEP_EVERY = 60
EVERY = 10
"Seconds between two beats of a page; the style sheet calls a page without one for 15 s lost."
TICKS = 4
"In a second, so that a large crowd is served in many small portions."
SLOTS = EVERY * TICKS
PORTION = 25
"Pages whose rights are asked at once, rather than when the second is over."


class Heart:
    """Beats for every page of this process, an equal share of them with each tick.

    A beat is an element that answers by itself once it is in the page. The answer proves
    that the page has received all before it, says how long the way there and back takes,
    and keeps its person present.
    """

    template = "live/_heartbeat.html"

    def __init__(self):
        self.slots = [set() for _ in range(SLOTS)]
        self.arrived, self.answered, self.unchecked = set(), set(), set()
        self.number = itertools.count(1)
        self.tick = 0

    def add(self, page):
        """Beat for the page from now on, the first time at once with those that arrive too."""
        page.slot = self._emptiest()
        self.slots[page.slot].add(page)
        if not self.arrived:
            asyncio.get_running_loop().call_soon(self._welcome)
        self.arrived.add(page)

    def _emptiest(self):
        """Where the fewest pages are, and late in the round, as the page has its first beat now."""
        later = [(self.tick + n) % SLOTS for n in range(SLOTS - 1, TICKS, -1)]
        return min(later, key=lambda slot: len(self.slots[slot]))

    def _welcome(self):
        arrived, self.arrived = self.arrived, set()
        self.beat(arrived)

    def discard(self, page):
        self.slots[page.slot].discard(page)
        self.arrived.discard(page)
        self.answered.discard(page)
        self.unchecked.discard(page)

    @property
    def pages(self):
        return [page for slot in self.slots for page in slot]

    def beat(self, pages):
        """Send the same beat to all these pages."""
        number, now = next(self.number), asyncio.get_running_loop().time()
        text = render_to_string(self.template, {"number": number})
        for page in pages:
            page.ask(number, text, now)

    def heard(self, page, round_trip):
        """The page answered, `round_trip` seconds after it was asked."""
        note_round_trip(round_trip)
        self.answered.add(page)

    async def run(self):
        while True:
            await asyncio.sleep(1 / TICKS)
            self.tick += 1
            try:
                await self._take_turn()
            except Exception:
                logger.exception("A heartbeat failed; the next one tries again")

    async def _take_turn(self):
        is_second_over = self.tick % TICKS == 0
        if pages := set(self.slots[self.tick % SLOTS]):
            self.beat(pages)
            self.unchecked |= pages
        if len(self.unchecked) >= PORTION or is_second_over:
            pages, self.unchecked = self.unchecked, set()
            await self.check([page for page in pages if not page.is_closed])
        if is_second_over:
            answered, self.answered = self.answered, set()
            await self._for_each_keeper("seen", answered)
        if self.tick % (SWEEP_EVERY * TICKS) == 0:
            await self._for_each_keeper("sweep", self.pages)

    async def check(self, pages):
        """Ask again whether these pages may stay; send away those that may not."""
        for lost in await self._for_each_keeper("lost", pages):
            for page, code in lost.items():
                page.send_away(code)

    async def _for_each_keeper(self, verb, pages):
        of = defaultdict(list)
        for page in pages:
            of[page.keeper].append(page)
        return [await in_database(getattr(keeper, verb), kept) for keeper, kept in of.items()]
