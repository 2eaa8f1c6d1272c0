import asyncio
import logging
from collections.abc import Awaitable, Callable

from rooms.live.metrics import metrics

logger = logging.getLogger(__name__)

RESTART_DELAY = 1
STEADY = 5
"Seconds that a restarted loop has to run before it counts as up again."


class Supervisor:
    """Keeps background loops running: a loop that fails or ends is logged, counted, restarted."""

    def __init__(self):
        self.down: set[str] = set()
        "Names of the loops that are not running steadily; /up fails while there are any."
        self.tasks: list[asyncio.Task] = []

    def start(self, name: str, loop: Callable[[], Awaitable]) -> None:
        """Run the loop, a coroutine function, until the process ends."""
        self.tasks.append(asyncio.get_running_loop().create_task(self._supervise(name, loop)))

    async def _supervise(self, name, loop):
        while True:
            steady = asyncio.get_running_loop().call_later(STEADY, self.down.discard, name)
            try:
                await loop()
                logger.error("The loop %s ended; it starts again", name)
            except Exception:
                logger.exception("The loop %s failed; it starts again", name)
            finally:
                steady.cancel()
            self.down.add(name)
            metrics["loop_restarts"] += 1
            await asyncio.sleep(RESTART_DELAY)
