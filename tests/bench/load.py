"""The load generator, a process of its own: a job as JSON on stdin, its figures on stdout.

A job says which server, what kind of page, and a list of steps; each step is a method of
`Load` with what it needs. The result has one entry a step, and what each page got.
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

from tests.bench.board import Board
from tests.bench.browse import fetch
from tests.bench.knock import answered, knock
from tests.bench.pages import KINDS
from tests.bench.process import cpu_seconds, memory

WARM_UP = 0.5
AT_ONCE = 25
"Sockets that connect at the same time, if there is no rush."
HANDSHAKE = 30
"Seconds until a socket that has not opened is given up."
LONGEST = 60
"Seconds after which a step ends even if nothing has arrived everywhere."
PATIENCE = 3
"Seconds without any news after which what has not arrived is called lost."


class Load:
    def __init__(self, job):
        self.job, self.board = job, Board()
        self.authors = iter(())

    async def run(self):
        gc.disable()
        figures = [await getattr(self, step.pop("do"))(**step) for step in self.job["steps"]]
        if self.board.disconnects:
            sys.exit(f"{self.board.disconnects} pages were disconnected: the figures mean nothing.")
        return {"steps": figures, "orders": self.board.orders(), "posted": self.board.posted}

    async def grow(self, pages):
        """Open sockets, some at the same time, until there are so many."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def open_next(number):
            async with gate:
                await self._open(number)

        grown = await self._count(map(open_next, range(len(self.board.pages), pages)))
        if grown["failed"]:
            sys.exit(f"{grown['failed']} of {pages} sockets did not open: {grown['why']}")
        return grown

    async def rush(self, pages):
        """Open so many at the same instant; those that fail are counted."""
        sockets = knock(self.job["url"], pages)
        return await self._count(
            self._open(number, lambda _, one=one: answered(one))
            for number, one in enumerate(sockets)
        )

    async def _count(self, openings):
        before = self._now()
        found = await asyncio.gather(*openings, return_exceptions=True)
        failed = [repr(error) for error in found if error]
        self.authors = cycle(self.board.pages[::-1])
        counts = {"opened": len(found) - len(failed), "failed": len(failed), "why": failed[:1]}
        return self._since(before) | counts

    async def _open(self, number, socket_factory=None):
        headers = self.job["headers"]
        page = KINDS[self.job["page"]](self.board, self.job)
        await ws_connect(
            lambda: page,
            self.job["url"],
            extra_headers=headers[number % len(headers)],
            websocket_handshake_timeout=HANDSHAKE,
            socket_factory=socket_factory,
        )
        async with asyncio.timeout(HANDSHAKE):
            await page.is_open
        self.board.join(page)

    async def watch(self, path):
        """Open one more socket, of the first person, that only listens."""
        url = urlunsplit(urlsplit(self.job["url"])._replace(path=path))
        self.watcher, _ = await ws_connect(
            lambda: KINDS[self.job["page"]](Board(), dict(self.job)),
            url,
            extra_headers=self.job["headers"][0],
        )

    async def look_away(self):
        """Close it again."""
        self.watcher.disconnect()

    async def rest(self, seconds):
        """Nobody posts; what the server uses meanwhile, and its memory (bytes) afterwards."""
        before = self._now()
        await asyncio.sleep(seconds)
        return self._rates(before) | {"memory": memory(self.job["server"])}

    async def ask(self, names):
        """The counts with these names that the server keeps about itself, as it tells Prometheus.

        It notes them once a second: rest for two before.
        """
        page = await asyncio.to_thread(fetch, self.job["origin"], "/metrics", {})
        found = re.findall(r"^(\w+)_total\{.*\} (\S+)$", page.body.decode(), re.MULTILINE)
        return {name: sum(float(value) for one, value in found if one == name) for name in names}

    async def under_way(self, in_flight, seconds, wait=True):
        """Post the next when one has reached every page, another author each time.

        It takes longer than `seconds` where as many as are under way need longer to arrive.
        Without `wait` the step ends before the last ones have arrived.
        """
        board, is_enough = self.board, asyncio.Event()

        def post():
            if author := self._author():
                board.post(author)
            else:
                is_enough.set()

        board.on_complete = post
        for _ in range(in_flight):
            post()
        await asyncio.sleep(WARM_UP)
        if is_enough.is_set():
            sys.exit("Everyone has posted as often as one may: so few sockets are not enough.")
        before = self._now()
        await _for_at_most(seconds, is_enough)
        until = time.monotonic() + LONGEST
        while board.complete - before["posts"] < in_flight and time.monotonic() < until:
            await asyncio.sleep(0.02)
        rates = self._rates(before)
        board.on_complete = None
        if wait:
            await self._all_arrived()
        return rates

    def _author(self):
        """The next who may post by now; None if everyone has posted too often."""
        return next(
            (page for page in islice(self.authors, len(self.board.pages)) if page.may_post()), None
        )

    async def steady(self, rate, seconds):
        """So many posts a second; of each, the time until the last page had it, in ms."""
        posted, took = deque(), []
        self.board.on_complete = lambda: took.append(time.perf_counter() - posted.popleft())
        before, begin = self._now(), time.perf_counter()
        for number in range(rate * seconds):
            await asyncio.sleep(begin + number / rate - time.perf_counter())
            posted.append(time.perf_counter())
            self.board.post(next(self.authors))
        await self._all_arrived()
        self.board.on_complete = None
        return self._rates(before) | {"ms": [s * 1000 for s in took]}

    async def burst(self, senders, messages):
        """Everything at once."""
        before = self._now()
        for _ in range(messages // senders):
            for page in self.board.pages[:senders]:
                self.board.post(page)
        await self._all_arrived()
        return self._since(before)

    async def _all_arrived(self):
        """Wait until all that was posted is everywhere, or nothing more comes."""
        deliveries, since = -1, time.monotonic()
        while self.board.lost > 0 and time.monotonic() - since < PATIENCE:
            if self.board.deliveries != deliveries:
                deliveries, since = self.board.deliveries, time.monotonic()
            await asyncio.sleep(0.02)

    def _now(self):
        return {
            "seconds": time.monotonic(),
            "posts": self.board.complete,
            "deliveries": self.board.deliveries,
            "frames": self.board.frames,
            "load_cpu": time.process_time(),
            "server_cpu": cpu_seconds(self.job["server"]),
        }

    def _since(self, before):
        now = self._now()
        return {key: now[key] - before[key] for key in now}

    def _rates(self, before):
        """The same for each second."""
        since = self._since(before)
        return {key: since[key] / since["seconds"] for key in since}


async def _for_at_most(seconds, event):
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
