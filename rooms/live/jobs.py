"""Work that time starts: the kinds of jobs, and the loop that runs those that are due.

A queue keeps the jobs in the database, for all processes. Each process runs one loop, and each
job runs in a thread of its own, so that a slow one delays no page.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connections, transaction
from django.utils import timezone

from rooms.live.database import in_database
from rooms.live.metrics import metrics

logger = logging.getLogger(__name__)

POLL = 5.0
"Seconds within which a job is found that another process has scheduled, or has left behind."
AT_ONCE = 4
"Jobs that one process runs at the same time."
RAMP = 0.1
"Seconds before the next worker joins, if jobs are still due."
LEASE = timedelta(seconds=60)
"How long a claim holds. It is renewed while the job runs, and runs out with its process."
RENEW = LEASE.total_seconds() / 3
FIRST_WAIT, MAX_WAIT = timedelta(seconds=5), timedelta(hours=1)
MAX_TRIES = 15
"Tries before a job is left to staff, about five hours after the first one."

_threads = ThreadPoolExecutor(AT_ONCE + 1, "jobs")  # one more, to renew claims while all work


class LostClaim(Exception):
    """The job was cancelled or claimed by another process since: this run does not count."""


class Interrupted(Exception):
    """The process ended while the job ran."""


class Kind(NamedTuple):
    """label: what it does, for staff. every: when it recurs; None if it runs once."""

    label: str
    function: Callable[..., None]
    every: timedelta | None
    in_transaction: bool


kinds: dict[str, Kind] = {}


def job(
    name: str, label: str, *, every: timedelta | None = None, in_transaction: bool = True
) -> Callable:
    """Register the function as what runs when a job of that kind is due.

    It is called with the job's ids as keywords, which may be of what is no longer there. In a
    transaction its effect and the end of the job commit together: it happens once. Keep it
    short, as SQLite has one writer. Without a transaction, for what waits for others, it
    may happen twice if the process is killed.
    """

    def register(function):
        kinds[name] = Kind(label, function, every, in_transaction)
        return function

    return register


def delay_after(tries: int) -> timedelta:
    """How long to wait after so many tries in vain: 5 s, doubled with each, up to an hour."""
    return min(FIRST_WAIT * 2 ** min(tries - 1, 20), MAX_WAIT)


def run(job: Any) -> None:
    """Run a claimed job, and tell it what came of that."""
    kind = kinds[job.kind]
    try:
        if job.tries > MAX_TRIES:
            raise Interrupted(f"in each of {MAX_TRIES} tries")
        with transaction.atomic() if kind.in_transaction else nullcontext():
            kind.function(**job.ids)
            job.done()
    except LostClaim:
        logger.warning("The job %s was cancelled or claimed by another process meanwhile", job)
    except Exception as error:
        logger.exception("The job %s failed", job)
        metrics["job_errors"] += 1
        job.failed(error)
    else:
        metrics["jobs"] += 1


class JobLoop:
    """Runs the jobs of a queue in this process, as soon as they are due.

    queue: see `rooms.models.job`, which implements `next_due`, `claim`, `renew`,
    `schedule_recurring`, and the `done` and `failed` of each job.
    """

    def __init__(self, queue: Any):
        self.queue = queue
        self.woken, self.workers, self.claims = asyncio.Event(), set(), set()

    @classmethod
    async def run(cls, queue: Any, hub: Any) -> None:
        """Run until cancelled; a loop for `Hub.background_loops`."""
        global _wake
        loop = cls(queue)
        _wake = (hub.loop, loop.woken)
        await in_job_thread(queue.schedule_recurring)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(loop._start_workers(tasks))
            tasks.create_task(loop._renew())

    async def _start_workers(self, tasks):
        while True:
            delay = await self._seconds_to_next()
            if delay <= 0 and len(self.workers) < AT_ONCE:
                self._start_worker(tasks)
                delay = RAMP
            await self._sleep(delay if delay > 0 else POLL)

    async def _seconds_to_next(self):
        try:
            due = await in_database(self.queue.next_due)
        except Exception as error:
            logger.warning("The database named no jobs: %s", error)
            return POLL
        return (due - timezone.now()).total_seconds() if due else POLL

    async def _sleep(self, seconds):
        with suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, POLL)):
                await self.woken.wait()
        self.woken.clear()

    def _start_worker(self, tasks):
        worker = tasks.create_task(self._work())
        self.workers.add(worker)
        worker.add_done_callback(self._end_worker)

    def _end_worker(self, worker):
        self.workers.discard(worker)
        self.woken.set()

    async def _work(self):
        """Run jobs one after the other, until none is due."""
        try:
            while await in_job_thread(run_next, self.queue, self.claims):
                pass
        except Exception:
            logger.exception("A job could not be claimed or ended; its claim runs out")
            await asyncio.sleep(POLL)

    async def _renew(self):
        while True:
            await asyncio.sleep(RENEW)
            if self.claims:
                await self._renew_or_log(set(self.claims))

    async def _renew_or_log(self, claims):
        try:
            await in_job_thread(self.queue.renew, claims)
        except Exception as error:
            logger.warning("Could not renew the claims of running jobs: %s", error)


def run_next(queue: Any, claims: set[str]) -> bool:
    """Claim one job and run it; False if none is due. Its claim is in `claims` meanwhile."""
    job = queue.claim()
    if job is None:
        return False
    claims.add(job.claim)
    try:
        run(job)
    finally:
        claims.discard(job.claim)
    return True


async def in_job_thread(function: Callable, *args) -> Any:
    """Run the function in a thread for jobs, with a database connection of its own."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _run, function, args)


def _run(function, args):
    try:
        return function(*args)
    finally:
        connections.close_all()


_wake: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None


def wake() -> None:
    """Let the loop of this process, if it runs one, look again; for any thread."""
    if _wake and _wake[0].is_running():
        _wake[0].call_soon_threadsafe(_wake[1].set)
