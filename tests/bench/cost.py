"""The server's time for one more socket that gets a message: is it the same in a crowd?

The server counts it itself, around the loop that writes a frame to all pages; what a post
costs besides, wherever nobody listens, would drown it in a small crowd.
"""

from statistics import median

from tests.bench.arena import progress

FRAMES, SECONDS = COUNTS = "hearth_fan_out_frames", "hearth_fan_out_seconds"
NOTED = 2
"Seconds after which the server has noted what it did."


def measure(arena):
    sizes = sorted({100, 1_000, arena.effort.crowd})
    sizes = [size for size in sizes if arena.may_open(size)]
    rounds = []
    for number in range(arena.effort.rounds):
        progress(f"cost of a delivery, round {number + 1} of {arena.effort.rounds}")
        rounds.append(_round(arena, sizes))
    return [
        {key: median(one[at][key] for one in rounds) for key in rounds[0][at]}
        for at in range(len(sizes))
    ]


def _round(arena, sizes):
    steps = [step for pages in sizes for step in _steps(pages, arena.effort.seconds)]
    results = arena.run("hearth", *steps)["steps"]
    turns = zip(sizes, results[2::6], results[3::6], results[5::6], strict=True)
    return [_costs(*turn) for turn in turns]


def _steps(pages, seconds):
    ask = [{"do": "rest", "seconds": NOTED}, {"do": "ask", "names": COUNTS}]
    post = {"do": "under_way", "in_flight": 1, "seconds": 3 * seconds}
    return [{"do": "grow", "pages": pages}, *ask, post, *ask]


def _costs(pages, before, post, after):
    frames = after[FRAMES] - before[FRAMES]
    return {
        "sockets": pages,
        "per_frame": 1e6 * post["server_cpu"] / post["frames"],
        "more": 1e6 * (after[SECONDS] - before[SECONDS]) / frames,
    }


def spread(rows):
    """How much more the dearest costs than the cheapest, e.g. 0.3 for 30 %."""
    costs = [row["more"] for row in rows]
    return max(costs) / min(costs) - 1


def lines(rows):
    yield "Cost of a delivery: µs of the server's time, one post under way"
    yield "sockets  per frame, all in  to write it to one more page"
    for row in rows:
        yield f"{row['sockets']:7,}{row['per_frame']:19.1f}{row['more']:27.1f}"
