"""The server's time for one more socket that gets a message: is it the same for many sockets?

The server measures it itself, around the loop that writes a frame to all pages. The cost of the
post, which does not depend on the number of pages, would hide it with few sockets.
"""

from statistics import median

from tests.bench.runner import progress

FRAMES, SECONDS = METRICS = "hearth_fan_out_frames", "hearth_fan_out_seconds"
METRICS_DELAY = 2
"Seconds after which /metrics includes what has happened."


def measure(runner):
    sizes = sorted({100, 1_000, runner.effort.idle_sockets})
    sizes = [size for size in sizes if runner.can_open(size)]
    rounds = []
    for number in range(runner.effort.rounds):
        progress(f"cost of a delivery, round {number + 1} of {runner.effort.rounds}")
        rounds.append(_one_round(runner, sizes))
    return [
        {key: median(one[at][key] for one in rounds) for key in rounds[0][at]}
        for at in range(len(sizes))
    ]


def _one_round(runner, sizes):
    steps = [step for pages in sizes for step in _steps(pages, runner.effort.seconds)]
    results = runner.run("hearth", *steps)["steps"]
    by_size = zip(sizes, results[2::6], results[3::6], results[5::6], strict=True)
    return [_costs(*one) for one in by_size]


def _steps(pages, seconds):
    read = [{"do": "idle", "seconds": METRICS_DELAY}, {"do": "read_metrics", "names": METRICS}]
    post = {"do": "keep_in_flight", "in_flight": 1, "seconds": 3 * seconds}
    return [{"do": "open_pages", "pages": pages}, *read, post, *read]


def _costs(pages, before, post, after):
    frames = after[FRAMES] - before[FRAMES]
    return {
        "sockets": pages,
        "total": 1e6 * post["server_cpu"] / post["frames"],
        "write": 1e6 * (after[SECONDS] - before[SECONDS]) / frames,
    }


def spread(rows):
    """How much more the most expensive write costs than the cheapest, e.g. 0.3 for 30 %."""
    costs = [row["write"] for row in rows]
    return max(costs) / min(costs) - 1


def lines(rows):
    yield "Cost of a delivery: µs of the server's time, one post in flight"
    yield "sockets  per frame, in total  to write it to one more page"
    for row in rows:
        yield f"{row['sockets']:7,}{row['total']:21.1f}{row['write']:30.1f}"
