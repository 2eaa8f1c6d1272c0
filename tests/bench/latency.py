"""How long after a post the last page has it, at a modest rate."""

from statistics import median, quantiles

from tests.bench.arena import progress

RATE = 5
"Posts a second."


def measure(arena):
    pages, seconds = max(arena.effort.sizes), arena.effort.latency_seconds
    rounds = {name: [] for name in arena.those("hearth", "socket.io")}
    for number in range(arena.effort.rounds):
        progress(f"latency, {RATE} posts/s for {seconds} s, round {number + 1}")
        for name, found in rounds.items():
            found.append(_one(arena, name, pages, seconds))
    middle = {
        name: {key: median(one[key] for one in found) for key in found[0]}
        for name, found in rounds.items()
    }
    return {"sockets": pages, "rate": RATE, **middle}


def _one(arena, name, pages, seconds):
    *_, steady = arena.run(
        name,
        {"do": "grow", "pages": pages},
        {"do": "rest", "seconds": 3},
        {"do": "steady", "rate": RATE, "seconds": seconds},
    )["steps"]
    took = steady.pop("ms")
    hundredths = quantiles(took, n=100, method="inclusive")
    named = {"p50": median(took), "p95": hundredths[94], "p99": hundredths[98]}
    return steady | named | {"samples": len(took)}


def lines(figures):
    yield f"Latency: ms until the last of {figures['sockets']:,} sockets has it, {RATE} posts/s"
    yield "                 p50     p95     p99  samples  server  load"
    for name in ("hearth", "socket.io"):
        if got := figures.get(name):
            times = "".join(f"{got[key]:8.1f}" for key in ("p50", "p95", "p99"))
            shares = f"{got['server_cpu']:8.0%}{got['load_cpu']:6.0%}"
            yield f"{name:12}{times}{got['samples']:9}{shares}"
