"""What several processes hold after a long time: memory, open files, database connections."""

import asyncio
import random
import time
from contextlib import suppress
from statistics import median
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import psutil

from tests.stack.reader import Reader

EVERY = 5
"Seconds between two samples."
VISITORS = 10
"Pages that come and go meanwhile."
GROWTH = {"memory": 0.1, "files": 0.05, "connections": 0.05}
"The most by which the median of the last third may exceed that of the middle one."
PATHS = ("/rooms/lobby/", "/people/", "/threads/", "/notifications/", "/rooms/lobby/?before=200")


class Sample(NamedTuple):
    """Of all processes together. memory: bytes."""

    memory: int
    files: int
    connections: int

    def __str__(self):
        memory = f"{self.memory / 2**20:.0f} MiB"
        return f"{memory}, {self.files} open files, {self.connections} database connections"


async def endurance(stack, pause):
    """People come, write, search and go for a long time: what the processes hold does not grow."""
    people, samples, end = list(stack.headers), [], time.monotonic() + pause
    visitors = [asyncio.create_task(_come_and_go(stack, people)) for _ in range(VISITORS)]
    readings = asyncio.create_task(asyncio.to_thread(_read, stack, people, end))
    while time.monotonic() < end:
        samples.append(_sample(stack))
        if len(samples) % (60 // EVERY) == 1:
            left = (end - time.monotonic()) / 60
            print(f"  {samples[-1]}; {left:.0f} minutes left", flush=True)
        await asyncio.sleep(EVERY)
    for visitor in visitors:
        visitor.cancel()
    await asyncio.wait(visitors)
    await readings
    if grown := [name for name in Sample._fields if not _is_flat(name, samples)]:
        raise AssertionError(f"The processes hold more and more: {', '.join(grown)}")


async def _come_and_go(stack, people):
    """A page of the garden, which is looked at for some seconds, in which somebody types."""
    while True:
        headers = await asyncio.to_thread(stack.sign_in, random.choice(people))
        page = Reader(stack.urls, headers, "garden", start=random.randrange(99))
        try:
            with suppress(TimeoutError, OSError):
                await page.open()
                page.send("typing")
                await asyncio.sleep(random.uniform(1, 5))
        finally:
            if page.task:
                await page.close()


def _read(stack, people, end):
    """Pages and searches, one after the other, each another one."""
    number = 0
    while time.monotonic() < end:
        number += 1
        paths = (*PATHS, f"/search/?q={quote(f'Post {number}')}")
        url = random.choice(stack.urls) + random.choice(paths)
        request = Request(url, headers=stack.sign_in(random.choice(people)))
        with suppress(HTTPError), urlopen(request, timeout=10) as answer:
            answer.read()
        time.sleep(0.2)


def _sample(stack):
    processes = [psutil.Process(site.process.pid) for site in stack.sites]
    ((connections,),) = stack.postgres.run(
        f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{stack.database}'"
    )
    return Sample(
        sum(each.memory_info().rss for each in processes),
        sum(each.num_fds() for each in processes),
        connections,
    )


def _is_flat(name, samples):
    third = len(samples) // 3
    values = [getattr(sample, name) for sample in samples]
    before, after = median(values[third : 2 * third]), median(values[2 * third :])
    growth = after / before - 1
    is_flat = growth <= GROWTH[name]
    words = "flat" if is_flat else f"NOT flat: at most {GROWTH[name]:.0%}"
    print(f"  {name}: {before:,.0f} and then {after:,.0f}, {growth:+.1%}: {words}", flush=True)
    return is_flat
