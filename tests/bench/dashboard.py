"""What an open dashboard costs the server while it serves a thousand pages."""

from itertools import pairwise
from statistics import mean, median

from tests.bench.latency import RATE
from tests.bench.runner import progress

REPEATS, SECONDS = 9, 6


def measure(runner):
    pages = max(runner.effort.sizes)
    progress(f"an open dashboard beside {pages:,} sockets, {REPEATS} times with and without it")
    open_it = {"do": "open_watcher", "path": "/ws/dashboard/"}
    close_it = {"do": "close_watcher"}
    post = {"do": "post_steadily", "rate": RATE, "seconds": SECONDS}
    begin = [{"do": "open_pages", "pages": pages}, {"do": "idle", "seconds": 3}]
    repeats = [post, *[open_it, post, close_it, post] * REPEATS]
    steps = runner.run("hearth", *begin, *repeats)["steps"][2:]
    without = [step["server_cpu"] for step in steps[0::4]]
    watched = [step["server_cpu"] for step in steps[2::4]]
    neighbours = map(mean, pairwise(without))
    added = [with_it - without_it for with_it, without_it in zip(watched, neighbours, strict=True)]
    return {
        "sockets": pages,
        "without": median(without),
        "watched": median(watched),
        "added": median(added),
    }


def lines(figures):
    yield f"A dashboard beside {figures['sockets']:,} sockets, {RATE} posts/s: share of a core"
    yield f"without     {figures['without']:8.1%}"
    yield f"with        {figures['watched']:8.1%}"
    yield f"its cost    {figures['added']:8.1%}   median of {REPEATS}"
