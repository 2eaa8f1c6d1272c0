"""What an open dashboard costs the process, while a thousand pages are served."""

from itertools import pairwise
from statistics import mean, median

from tests.bench.arena import progress
from tests.bench.latency import RATE

TURNS, SECONDS = 9, 6


def measure(arena):
    pages = max(arena.effort.sizes)
    progress(f"an open dashboard beside {pages:,} sockets, {TURNS} turns with and without it")
    watch, leave = {"do": "watch", "path": "/ws/dashboard/"}, {"do": "look_away"}
    steady = {"do": "steady", "rate": RATE, "seconds": SECONDS}
    crowd = [{"do": "grow", "pages": pages}, {"do": "rest", "seconds": 3}]
    turns = [steady, *[watch, steady, leave, steady] * TURNS]
    steps = arena.run("hearth", *crowd, *turns)["steps"][2:]
    without = [step["server_cpu"] for step in steps[0::4]]
    watched = [step["server_cpu"] for step in steps[2::4]]
    around = map(mean, pairwise(without))
    more = [with_it - without_it for with_it, without_it in zip(watched, around, strict=True)]
    return {
        "sockets": pages,
        "without": median(without),
        "watched": median(watched),
        "more": median(more),
    }


def lines(figures):
    yield f"A dashboard beside {figures['sockets']:,} sockets, {RATE} posts/s: share of a core"
    yield f"without     {figures['without']:8.1%}"
    yield f"watched     {figures['watched']:8.1%}"
    yield f"its cost    {figures['more']:8.1%}   median of {TURNS} turns"
