"""What each process tells the database about itself: once a second, and every ten as a sample."""

import asyncio
import logging
import os
import socket
import time
from collections import Counter, deque
from datetime import UTC, datetime

import psutil
from django.utils import timezone

from dashboard.models import Process, Sample
from dashboard.models.sample import FINE, slot
from rooms.live.database import in_database
from rooms.live.metrics import meter
from rooms.models.posting import posts_by_room
from rooms.presence.people import count_on_site
from rooms.site.pages import PROCESS

logger = logging.getLogger(__name__)

THIN_EVERY = 60
BUSIEST = 20


class Window:
    """How much some counts grew: in the last second, and in the last minute."""

    def __init__(self, counts):
        self.counts, self.before = counts, dict(counts)
        self.seconds = deque(maxlen=60)

    def tick(self):
        """Close a second; return what was counted in it."""
        now = dict(self.counts)
        news = {
            key: count - self.before.get(key, 0)
            for key, count in now.items()
            if count != self.before.get(key, 0)
        }
        self.before = now
        self.seconds.append(news)
        return news

    def minute(self):
        total = Counter()
        for second in self.seconds:
            total.update(second)
        return total


class Sampler:
    """Runs with the hub of its process."""

    def __init__(self, hub):
        self.hub = hub
        self.all, self.by_room = Window(meter), Window(posts_by_room)
        self.process = psutil.Process()
        self.who = {
            "name": PROCESS,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "started_at": datetime.fromtimestamp(self.process.create_time(), UTC),
        }
        self.slot, self.counts, self.sockets = slot(timezone.now(), FINE), Counter(), 0
        self.number = self.database = 0

    @classmethod
    async def run(cls, hub):
        sampler = cls(hub)
        while True:
            try:
                await sampler.tick()
            except Exception as error:
                logger.warning("The figures of this second are lost: %s", error)

    async def tick(self):
        """Wait a second, report it, and show it to those who look."""
        await self._ask_layer()
        began = self.hub.loop.time()
        await asyncio.sleep(1)
        elapsed = self.hub.loop.time() - began
        figures = self._figures(elapsed)
        await in_database(self._report, figures)
        self.hub.wake({"stats": None})
        if slot(timezone.now(), FINE) != self.slot:
            await in_database(self._sample)
            self.hub.wake({"charts.hour": None, "charts.day": None})
        self.number += 1
        if self.number % THIN_EVERY == 0:
            await in_database(self._tidy_up)

    async def _ask_layer(self):
        try:
            await self.hub.echo.ask()
        except Exception as error:
            logger.info("The channel layer does not answer: %s", error)

    def _figures(self, elapsed):
        second = self.all.tick()
        self.by_room.tick()
        self.sockets = len(self.hub.heart.pages)
        self.counts.update(second)
        return {
            "elapsed": elapsed,
            "lag": max(elapsed - 1, 0) * 1000,
            "layer": self.hub.echo.milliseconds,
            "sockets": self.sockets,
            "memory": self.process.memory_info().rss,
            "second": second,
            "minute": self.all.minute(),
            "totals": self.all.before,
            "rooms": dict(self.by_room.minute().most_common(BUSIEST)),
        }

    # In the database thread:

    def _report(self, figures):
        began = time.perf_counter()
        Process.objects.report(**self.who, **figures, database=self.database)
        self.database = (time.perf_counter() - began) * 1000

    def _sample(self):
        Sample.objects.create(
            at=self.slot, people=count_on_site(), sockets=self.sockets, counts=self.counts
        )
        self.slot, self.counts = slot(timezone.now(), FINE), Counter()

    def _tidy_up(self):
        Sample.objects.thin()
        Process.objects.forget()
