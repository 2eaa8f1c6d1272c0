"""What an open dashboard costs the process, while a thousand pages are served."""

from statistics import median

from tests.bench.arena import progress
from tests.bench.latency import RATE

TURNS, SECONDS = 5, 8


def measure(arena):
    pages = max(arena.effort.sizes)
    progress(f"an open dashboard beside {pages:,} sockets, {TURNS} turns with and without it")
    watch, leave = {"do": "watch", "path": "/ws/dashboard/"}, {"do": "look_away"}
    steady = {"do": "steady", "rate": RATE, "seconds": SECONDS}
    turn = [steady, watch, steady, leave]
    steps = arena.run(
        "hearth", {"do": "grow", "pages": pages}, {"do": "rest", "seconds": 3}, *turn * TURNS
    )["steps"][2:]
    without = [step["server_cpu"] for step in steps[0::4]]
    watched = [step["server_cpu"] for step in steps[2::4]]
    more = [after - before for before, after in zip(without, watched, strict=True)]
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
