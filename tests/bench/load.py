"""The load generator, a process of its own: it reads a job as JSON and writes figures as JSON.

A job has the addresses of the server's processes, the kind of page, and a list of steps. Each
step is a method of `Load` with its arguments. The result has the figures of each step, and what
each page received.
"""

import asyncio
import gc
import json
import re
import sys
import time
from collections import deque
from itertools import cycle, islice
from urllib.parse import urlsplit, urlunsplit

from picows import WSError, ws_connect

from tests.bench.browse import fetch
from tests.bench.pages import KINDS
from tests.bench.process import cpu_seconds, memory
from tests.bench.simultaneous_connects import begin_connecting, connected
from tests.bench.tracker import DeliveryTracker

WARM_UP = 0.5
CONCURRENT_CONNECTS = 25
"Sockets that connect at the same time, except in `open_at_once`."
HANDSHAKE_TIMEOUT = 30
"Seconds in which a socket must open."
STEP_TIMEOUT = 60
"Seconds after which a step ends even if some posts have not reached every page."
SILENCE_TIMEOUT = 3
"Seconds without a delivery after which the missing ones count as lost."


class Load:
    def __init__(self, job):
        self.job, self.tracker = job, DeliveryTracker()
        self.authors = iter(())

    async def run(self):
        gc.disable()
        figures = [await getattr(self, step.pop("do"))(**step) for step in self.job["steps"]]
        if self.tracker.disconnects:
            sys.exit(f"{self.tracker.disconnects} pages were disconnected; the run is not valid.")
        return {"steps": figures, "orders": self.tracker.orders(), "posted": self.tracker.posted}

    async def open_pages(self, pages):
        """Open sockets, a few at a time, until there are so many."""
        gate = asyncio.Semaphore(CONCURRENT_CONNECTS)

        async def open_next(number):
            async with gate:
                await self._open(number)

        opened = await self._count(map(open_next, range(len(self.tracker.pages), pages)))
        if opened["failed"]:
            sys.exit(f"{opened['failed']} of {pages} sockets did not open: {opened['why']}")
        return opened

    async def open_at_once(self, pages):
        """Open so many at the same instant, and count those that fail."""
        sockets = begin_connecting(self.job["urls"], pages)
        return await self._count(
            self._open(number, lambda _, sock=sock: connected(sock))
            for number, sock in enumerate(sockets)
        )

    async def _count(self, openings):
        before = self._now()
        found = await asyncio.gather(*openings, return_exceptions=True)
        failed = [repr(error) for error in found if error]
        self.authors = cycle(self.tracker.pages[::-1])
        counts = {"opened": len(found) - len(failed), "failed": len(failed), "why": failed[:1]}
        return self._since(before) | counts

    async def _open(self, number, socket_factory=None):
        urls, headers = self.job["urls"], self.job["headers"]
        page = KINDS[self.job["page"]](self.tracker, self.job)
        await ws_connect(
            lambda: page,
            urls[number % len(urls)],
            extra_headers=headers[number % len(headers)],
            websocket_handshake_timeout=HANDSHAKE_TIMEOUT,
            socket_factory=socket_factory,
        )
        async with asyncio.timeout(HANDSHAKE_TIMEOUT):
            await page.is_open
        self.tracker.add(page)

    async def open_watcher(self, path):
        """Open one more socket, of the first person, that only receives and is not counted."""
        url = urlunsplit(urlsplit(self.job["urls"][0])._replace(path=path))
        self.watcher, _ = await ws_connect(
            lambda: KINDS[self.job["page"]](DeliveryTracker(), dict(self.job)),
            url,
            extra_headers=self.job["headers"][0],
        )

    async def close_watcher(self):
        self.watcher.disconnect()

    async def idle(self, seconds):
        """Post nothing; return what the server uses meanwhile, and its memory afterwards."""
        before = self._now()
        await asyncio.sleep(seconds)
        return self._rates(before) | {"memory": sum(map(memory, self.job["servers"]))}

    async def read_metrics(self, names):
        """The counters with these names from the server's /metrics.

        The server updates them once a second: idle for two seconds before this step.
        """
        page = await asyncio.to_thread(fetch, self.job["origins"][0], "/metrics", {})
        found = re.findall(r"^(\w+)_total\{.*\} (\S+)$", page.body.decode(), re.MULTILINE)
        return {name: sum(float(value) for one, value in found if one == name) for name in names}

    async def keep_in_flight(self, in_flight, seconds, wait=True):
        """Post the next message when one has reached every page, each by another author.

        It takes longer than `seconds` if the posts in flight need longer to arrive.
        Without `wait` the step ends before the last ones have arrived.
        """
        tracker, is_over = self.tracker, asyncio.Event()

        def post():
            if author := self._next_author():
                tracker.post(author)
            else:
                is_over.set()

        tracker.on_complete = post
        for _ in range(in_flight):
            post()
        await asyncio.sleep(WARM_UP)
        if is_over.is_set():
            sys.exit("Every author has reached the rate limit; more sockets are needed.")
        before = self._now()
        await _wait_at_most(seconds, is_over)
        until = time.monotonic() + STEP_TIMEOUT
        while tracker.complete - before["posts"] < in_flight and time.monotonic() < until:
            await asyncio.sleep(0.02)
        rates = self._rates(before)
        tracker.on_complete = None
        if wait:
            await self._wait_for_deliveries()
        return rates

    def _next_author(self):
        """The next page below the rate limit; None if all have reached it."""
        return next(
            (page for page in islice(self.authors, len(self.tracker.pages)) if page.may_post()),
            None,
        )

    async def post_steadily(self, rate, seconds):
        """Post so many a second; return for each the ms until the last page had it."""
        posted, took = deque(), []
        self.tracker.on_complete = lambda: took.append(time.perf_counter() - posted.popleft())
        before, begin = self._now(), time.perf_counter()
        for number in range(rate * seconds):
            await asyncio.sleep(begin + number / rate - time.perf_counter())
            posted.append(time.perf_counter())
            self.tracker.post(next(self.authors))
        await self._wait_for_deliveries()
        self.tracker.on_complete = None
        return self._rates(before) | {"ms": [s * 1000 for s in took]}

    async def post_burst(self, senders, messages):
        """Post all messages without waiting, an equal share from each sender."""
        before = self._now()
        for _ in range(messages // senders):
            for page in self.tracker.pages[:senders]:
                self.tracker.post(page)
        await self._wait_for_deliveries()
        return self._since(before)

    async def _wait_for_deliveries(self):
        """Wait until every page has everything, or nothing has arrived for some seconds."""
        deliveries, since = -1, time.monotonic()
        while self.tracker.lost > 0 and time.monotonic() - since < SILENCE_TIMEOUT:
            if self.tracker.deliveries != deliveries:
                deliveries, since = self.tracker.deliveries, time.monotonic()
            await asyncio.sleep(0.02)

    def _now(self):
        return {
            "seconds": time.monotonic(),
            "posts": self.tracker.complete,
            "deliveries": self.tracker.deliveries,
            "frames": self.tracker.frames,
            "load_cpu": time.process_time(),
            "server_cpu": sum(map(cpu_seconds, self.job["servers"])),
        }

    def _since(self, before):
        now = self._now()
        return {key: now[key] - before[key] for key in now}

    def _rates(self, before):
        """The same per second."""
        since = self._since(before)
        return {key: since[key] / since["seconds"] for key in since}


async def _wait_at_most(seconds, event):
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


async def main():
    return await Load(json.load(sys.stdin)).run()


if __name__ == "__main__":
    try:
        json.dump(asyncio.run(main()), sys.stdout)
    except (OSError, WSError, TimeoutError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
