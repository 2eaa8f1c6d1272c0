"""The load generator, a process of its own: a job as JSON on stdin, its figures on stdout.

A job opens one socket for each of its `headers` and then either keeps `in_flight` posts
under way for some seconds, or sends a burst and notes in which order each page got it.
"""

import asyncio
import itertools
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

from picows import ws_connect

from tests.bench.pages import KINDS

WARM_UP = 1.5
AT_ONCE = 25
"Sockets that connect at the same time."
PATIENCE = 3
"Seconds without any news after which what has not arrived is called lost."


class Board:
    """Keeps count of who has how much, and says when a message has reached every page.

    A page's n-th message stands for the n-th of all: that suffices to keep a fixed number
    of posts under way, without a look into the text.
    """

    def __init__(self, size):
        self.size = size
        self.reached = Counter()
        self.posted = self.complete = self.deliveries = self.disconnects = 0
        self.on_complete = None

    def arrived(self, before, now):
        """A page that had `before` messages has `now`."""
        self.deliveries += now - before
        for number in range(before, now):
            self.reached[number] += 1
            if self.reached[number] == self.size:
                del self.reached[number]
                self.complete += 1
                if self.on_complete:
                    self.on_complete()

    @property
    def lost(self):
        return self.posted * self.size - self.deliveries


async def open_pages(job, board):
    gate = asyncio.Semaphore(AT_ONCE)

    async def open_page(headers):
        page = KINDS[job["page"]](board, job)
        async with gate:
            await ws_connect(
                lambda: page, job["url"], extra_headers=headers, websocket_handshake_timeout=30
            )
        return page

    return await asyncio.gather(*map(open_page, job["headers"]))


async def all_arrived(board):
    """Wait until all that was posted is everywhere, or nothing more comes."""
    deliveries, since = -1, time.monotonic()
    while board.lost > 0 and time.monotonic() - since < PATIENCE:
        if board.deliveries != deliveries:
            deliveries, since = board.deliveries, time.monotonic()
        await asyncio.sleep(0.02)


async def keep_under_way(pages, board, server, in_flight, seconds):
    """Post the next when one has reached every page, another author each time."""
    authors = itertools.cycle(pages)

    def post():
        board.posted += 1
        next(authors).post(f"Message {board.posted}: shall we meet by the fire at seven?")

    board.on_complete = post
    for _ in range(in_flight):
        post()
    await asyncio.sleep(WARM_UP)
    before = measures(pages, board, server)
    await asyncio.sleep(seconds)
    after = measures(pages, board, server)
    board.on_complete = None
    await all_arrived(board)
    spent = after["seconds"] - before["seconds"]
    return {key: (after[key] - before[key]) / spent for key in after} | {"lost": board.lost}


def measures(pages, board, server):
    return {
        "seconds": time.monotonic(),
        "deliveries": board.deliveries,
        "frames": sum(page.frames for page in pages),
        "load_cpu": time.process_time(),
        "server_cpu": cpu_seconds(server),
    }


def cpu_seconds(pid):
    """What a process has used so far; 0 on systems that do not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def burst(pages, board, senders, messages):
    """Everything at once, then what each page got, in its order."""
    begin = time.monotonic()
    for number in range(messages // senders):
        for sender, page in enumerate(pages[:senders]):
            page.post(f"Message {number} of sender {sender}")
            board.posted += 1
    await all_arrived(board)
    return {"seconds": time.monotonic() - begin, "orders": [page.order() for page in pages]}


async def do(job):
    board = Board(len(job["headers"]))
    pages = await open_pages(job, board)
    await asyncio.sleep(WARM_UP)
    if "burst" in job:
        result = await burst(pages, board, **job["burst"])
    else:
        result = [await keep_under_way(pages, board, job["server"], **run) for run in job["runs"]]
    if board.disconnects:
        sys.exit(f"{board.disconnects} pages were disconnected: the figures mean nothing.")
    return result


if __name__ == "__main__":
    json.dump(asyncio.run(do(json.load(sys.stdin))), sys.stdout)
