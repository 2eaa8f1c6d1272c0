"""Notices that the database is older than what the site has seen: a back-up was restored.

Each process counts on in the database, every second and after each change, and remembers the
count: in memory, and for its next start in a file. A database that has counted less far is an
older one. It gets a new epoch, in which no cursor and no cache of before counts, and open pages
come back.
"""

import asyncio
import logging
import os
from contextlib import suppress
from typing import Any

from django.conf import settings

from rooms.live.database import at_once
from rooms.models import Site
from rooms.models.site import Moment

logger = logging.getLogger(__name__)

FILE = "seen"
EVERY, PAUSE = 1.0, 0.1
"Seconds after which to look, and between two looks at least."


class Witness:
    """What this process, or the one before it on this machine, has seen of the database."""

    def __init__(self, path: Any):
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self.seen, self.epoch = _read(self.file), None

    @classmethod
    async def run(cls, hub: Any) -> None:
        """Look until cancelled; a loop for `Hub.background_loops`."""
        witness = cls(settings.DATA_DIR / FILE)
        try:
            while True:
                hub.changed.clear()
                await witness._look(hub)
                await asyncio.sleep(PAUSE)
                with suppress(TimeoutError):
                    async with asyncio.timeout(EVERY):
                        await hub.changed.wait()
        finally:
            os.close(witness.file)

    async def _look(self, hub):
        try:
            epoch = await at_once(self._tick)
        except Exception as error:
            logger.warning("Could not look whether the database was restored: %s", error)
            return
        if self.epoch not in (None, epoch):
            logger.warning("The database has another epoch: all pages come back")
            hub.start_anew(epoch)
        self.epoch = epoch

    def _tick(self):
        self.seen, epoch = Site.tick(self.seen)
        os.pwrite(self.file, b"%20d %20d\n" % self.seen, 0)
        return epoch


def _read(file):
    """The Moment in the file; that before all others if it has none."""
    try:
        return Moment(*map(int, os.pread(file, 100, 0).split()))
    except (ValueError, TypeError):
        return Moment(0, 0)
