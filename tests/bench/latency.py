"""How long a message takes from its author to the last page, at a modest rate."""

from statistics import median, quantiles

from tests.bench.runner import progress

RATE = 5
"Posts a second."


def measure(runner):
    pages, seconds = max(runner.effort.sizes), runner.effort.latency_seconds
    rounds = {name: [] for name in runner.available("hearth", "socket.io")}
    for number in range(runner.effort.rounds):
        progress(f"latency, {RATE} posts/s for {seconds} s, round {number + 1}")
        for name, found in rounds.items():
            found.append(_one_round(runner, name, pages, seconds))
    medians = {
        name: {key: median(one[key] for one in found) for key in found[0]}
        for name, found in rounds.items()
    }
    return {"sockets": pages, "rate": RATE, **medians}


def _one_round(runner, name, pages, seconds):
    *_, figures = runner.run(
        name,
        {"do": "open_pages", "pages": pages},
        {"do": "idle", "seconds": 3},
        {"do": "post_steadily", "rate": RATE, "seconds": seconds},
    )["steps"]
    took = figures.pop("ms")
    hundredths = quantiles(took, n=100, method="inclusive")
    percentiles = {"p50": median(took), "p95": hundredths[94], "p99": hundredths[98]}
    return figures | percentiles | {"samples": len(took)}


def lines(figures):
    yield f"Latency: ms until the last of {figures['sockets']:,} sockets has it, {RATE} posts/s"
    yield "                 p50     p95     p99  samples  server  load"
    for name in ("hearth", "socket.io"):
        if got := figures.get(name):
            times = "".join(f"{got[key]:8.1f}" for key in ("p50", "p95", "p99"))
            shares = f"{got['server_cpu']:8.0%}{got['load_cpu']:6.0%}"
            yield f"{name:12}{times}{got['samples']:9}{shares}"
