"""Pages take turns: the next is begun when the one before is ready, waits, or takes long.

Threads that make pages side by side take Python's lock from each other at every row that they
read, and all of them together take up to half as long again. So side by side they are only made
where one waits, as for a database elsewhere, or would hold up the others.
"""

import asyncio
import time
from threading import get_ident

LOOK = 0.006
"Seconds after which the next page is begun beside one that waits."
LONGEST = 0.03
"Seconds after which it is begun beside any."
BUSY = 0.7
"Of the time, the processor's: a page that used more does not wait. On SQLite it is 0.9."


class Turns:
    """Whose turn it is; the pages of one process share them."""

    def __init__(self):
        self.free = asyncio.Semaphore(1)

    async def next(self):
        """Wait for the turn of a page. It has to be ended."""
        await self.free.acquire()
        return Turn(self.free)


class Turn:
    def __init__(self, free):
        self.free, self.is_over, self.began = free, False, None
        self.timer = asyncio.get_running_loop().call_later(LOOK, self._look)

    def begin(self):
        """Called in the thread that makes the page."""
        clock = _clock()
        self.began = clock, time.monotonic(), clock and time.clock_gettime(clock)

    def _look(self):
        if self._is_busy():
            self.timer = asyncio.get_running_loop().call_later(LONGEST - LOOK, self.end)
        else:
            self.end()

    def _is_busy(self):
        if self.began is None:  # no thread is free
            return False
        clock, at, used = self.began
        if clock is None:
            return False
        return time.clock_gettime(clock) - used > BUSY * (time.monotonic() - at)

    def end(self):
        """The page is ready, or the next need not wait for it."""
        self.timer.cancel()
        if not self.is_over:
            self.is_over = True
            self.free.release()


def _clock():
    """Tells how long the processor has worked for this thread; None on systems without."""
    find = getattr(time, "pthread_getcpuclockid", None)
    return find and find(get_ident())
