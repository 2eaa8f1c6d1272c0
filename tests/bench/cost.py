"""The server's time for one more socket that gets a message: is it the same in a crowd?

What a post costs wherever nobody listens is measured with a few sockets and taken off, as is
what the server does when nobody posts. To a hundred that is nearly all there is, so several
rounds are made and the medians taken.
"""

from statistics import median

from tests.bench.arena import progress

FEW = 25


def measure(arena):
    sizes = sorted({FEW, 100, 1_000, arena.effort.crowd})
    sizes = [size for size in sizes if arena.may_open(size)]
    progress(f"cost of a delivery to {', '.join(map(str, sizes[1:]))} sockets")
    again = range(2 * (arena.effort.rounds - 1))
    rounds = [_posts(arena, sizes), *(_posts(arena, sizes[:2]) for _ in again)]
    few, *more = (
        (size, median(posts[size] for posts in rounds if size in posts)) for size in sizes
    )
    return [
        {"sockets": size, "per_frame": 1e6 * cost / size, "more": 1e6 * _slope(few, (size, cost))}
        for size, cost in more
    ]


def _posts(arena, sizes):
    """The server's time for one post to each of so many sockets."""
    steps = [step for pages in sizes for step in _steps(pages, arena.effort.seconds)]
    results = arena.run("hearth", *steps)["steps"]
    runs = zip(sizes, results[1::3], results[2::3], strict=True)
    return {size: _per_post(rest, run) for size, rest, run in runs}


def _steps(pages, seconds):
    return [
        {"do": "grow", "pages": pages},
        {"do": "rest", "seconds": 3},
        {"do": "under_way", "in_flight": 1, "seconds": 3 * seconds},
    ]


def _per_post(rest, run):
    """Seconds of the server for one post."""
    return (run["server_cpu"] - rest["server_cpu"]) / run["posts"]


def _slope(few, many):
    return (many[1] - few[1]) / (many[0] - few[0])


def spread(rows):
    """How much more the dearest costs than the cheapest, e.g. 0.3 for 30 %."""
    costs = [row["more"] for row in rows]
    return max(costs) / min(costs) - 1


def lines(rows):
    yield "Cost of a delivery: µs of the server's time, one post under way"
    yield "sockets  per frame, all in  per frame, without the post itself"
    for row in rows:
        yield f"{row['sockets']:7,}{row['per_frame']:19.1f}{row['more']:36.1f}"
