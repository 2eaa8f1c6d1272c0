"""Runs one request at a time; starts another when the current one blocks or exceeds 30 ms.

Threads that run in parallel contend for Python's global lock at each database row that they
read, and take up to half as long again. Parallel requests pay off only if one blocks, as on a
remote database, or would hold up the others.
"""

import asyncio
import time
from threading import get_ident

CHECK_AFTER = 0.006
"Seconds after which the next request may start if the current one is blocked."
MAX_EXCLUSIVE = 0.03
"Seconds after which the next request may start in any case."
BUSY_SHARE = 0.7
"A request that spent a larger share of its time on the CPU is not blocked. On SQLite: 0.9."


class RequestQueue:
    """Lets the requests of one process run one by one, in the order of their arrival."""

    def __init__(self):
        self._semaphore = asyncio.Semaphore(1)

    async def acquire(self) -> "Ticket":
        """Wait until a request may run. The caller has to release the ticket."""
        await self._semaphore.acquire()
        return Ticket(self._semaphore)


class Ticket:
    """Keeps the next request waiting until it is released or the request blocks or is slow."""

    def __init__(self, semaphore: asyncio.Semaphore):
        self._semaphore, self._is_released, self._started = semaphore, False, None
        self._timer = asyncio.get_running_loop().call_later(CHECK_AFTER, self._check)

    def start(self) -> None:
        """Start to measure CPU time. Must be called in the thread that runs the request."""
        clock = _thread_clock()
        self._started = clock, time.monotonic(), clock and time.clock_gettime(clock)

    def release(self) -> None:
        """Let the next request run."""
        self._timer.cancel()
        if not self._is_released:
            self._is_released = True
            self._semaphore.release()

    def _check(self):
        if self._is_busy():
            delay = MAX_EXCLUSIVE - CHECK_AFTER
            self._timer = asyncio.get_running_loop().call_later(delay, self.release)
        else:
            self.release()

    def _is_busy(self):
        if self._started is None:  # it still waits for a worker thread
            return False
        clock, started_at, cpu_at_start = self._started
        if clock is None:
            return False
        elapsed = time.monotonic() - started_at
        return time.clock_gettime(clock) - cpu_at_start > BUSY_SHARE * elapsed


class NoTicket:
    """For a request that keeps no other one waiting."""

    def start(self) -> None:
        pass


NO_TICKET = NoTicket()


def _thread_clock():
    """The CPU clock of this thread; None on systems without such clocks."""
    find = getattr(time, "pthread_getcpuclockid", None)
    return find and find(get_ident())
