"""What each process stores about itself: its figures every second, a sample every ten seconds."""

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
from dashboard.models.sample import FINE, interval_start
from dashboard.support.figures import counts_now
from rooms.live.database import at_once
from rooms.live.metrics import metrics
from rooms.live.process import process_id
from rooms.models.posting import posts_by_room
from rooms.presence.people import count_on_site

logger = logging.getLogger(__name__)

BUSIEST_REPORTED = 20


class RecentCounts:
    """How much each count grew in the last second and in the last minute."""

    def __init__(self, counts):
        self.counts, self.totals = counts, dict(counts)
        self.seconds = deque(maxlen=60)

    def tick(self):
        """End a second; return how much each count grew in it."""
        before, self.totals = self.totals, dict(self.counts)
        growth = {key: count - before.get(key, 0) for key, count in self.totals.items()}
        growth = {key: count for key, count in growth.items() if count}
        self.seconds.append(growth)
        return growth

    def minute(self):
        total = Counter()
        for second in self.seconds:
            total.update(second)
        return total


class Sampler:
    """Reports the figures of its process; runs beside the hub."""

    def __init__(self, hub):
        self.hub = hub
        self.recent, self.recent_by_room = RecentCounts(metrics), RecentCounts(posts_by_room)
        self.process = psutil.Process()
        self.identity = {
            "name": process_id(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "started_at": datetime.fromtimestamp(self.process.create_time(), UTC),
        }
        self.sockets = self.database_ms = 0
        self._begin_sample()

    def _begin_sample(self):
        self.sample_at, self.sample_counts = interval_start(timezone.now(), FINE), Counter()

    @classmethod
    async def run(cls, hub):
        sampler = cls(hub)
        while True:
            try:
                await sampler.tick()
            except Exception as error:
                logger.warning("Could not store the figures of this second: %s", error)

    async def tick(self):
        """Wait a second, store its figures, and wake the feeds that show them."""
        await self._probe_layer()
        began = self.hub.loop.time()
        await asyncio.sleep(1)
        elapsed = self.hub.loop.time() - began
        figures = self._figures(elapsed)
        await at_once(self._report, figures)
        self.hub.wake({"stats": None})
        if interval_start(timezone.now(), FINE) != self.sample_at:
            await at_once(self._store_sample)
            self.hub.wake({"charts.hour": None, "charts.day": None})

    async def _probe_layer(self):
        try:
            await self.hub.layer_probe.send()
        except Exception as error:
            logger.info("The channel layer does not answer: %s", error)

    def _figures(self, elapsed):
        second = self.recent.tick()
        self.recent_by_room.tick()
        self.sockets = len(self.hub.heartbeat.pages)
        self.sample_counts.update(second)
        return {
            "elapsed": elapsed,
            "lag": max(elapsed - 1, 0) * 1000,
            "layer": self.hub.layer_probe.milliseconds,
            "sockets": self.sockets,
            "memory": self.process.memory_info().rss,
            "second": second,
            "minute": self.recent.minute(),
            "totals": self.recent.totals,
            "rooms": dict(self.recent_by_room.minute().most_common(BUSIEST_REPORTED)),
        }

    # In the database thread:

    def _report(self, figures):
        began = time.perf_counter()
        Process.objects.report(**self.identity, **figures, database=self.database_ms)
        self.database_ms = (time.perf_counter() - began) * 1000

    def _store_sample(self):
        Sample.objects.create(
            at=self.sample_at,
            people=count_on_site(),
            sockets=self.sockets,
            counts=self.sample_counts,
            **counts_now(),
        )
        self._begin_sample()
