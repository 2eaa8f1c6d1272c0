"""The targets of Hearth, which are printed beside the figures."""

from tests.bench import scale
from tests.bench.cost import spread
from tests.bench.fan_out import MANY, rate


def _times(rows, name, case, ours="hearth"):
    """Hearth's deliveries per second divided by the other's; None if the other did not run."""
    theirs = rate(rows, name, case)
    return theirs and rate(rows, ours, case) / theirs


def _connects(figures):
    return figures["hearth"]["per_second"] / figures["tutorial"]["per_second"]


def _latency(figures):
    theirs = figures.get("socket.io")
    return theirs and figures["hearth"]["p99"] / theirs["p99"]


def _memory(figures):
    return figures["hearth"]["bytes_each"] / 1024


def _posts(figures):
    return figures["hearth"]["posts"] / figures["plain_inserts"]["posts"]


def _processes(figures):
    return figures["one"]["posts"] / figures["sqlite"]["posts"]


def _scale(figures):
    return max(scale.ratios(figures).values())


AT_LEAST, AT_MOST = "at least", "at most"
TARGETS = [
    ("x the tutorial, saturated", "fan_out", lambda f: _times(f, "tutorial", MANY), AT_LEAST, 40),
    (
        "x socket.io, unmerged",
        "fan_out",
        lambda f: _times(f, "socket.io", MANY, "unmerged"),
        AT_LEAST,
        1.1,
    ),
    ("x ws, saturated", "fan_out", lambda f: _times(f, "ws", MANY), AT_LEAST, 4),
    ("x socket.io's p99 latency", "latency", _latency, AT_MOST, 1),
    ("x the tutorial's connects", "connects", _connects, AT_LEAST, 2),
    ("connections that overflowed", "connects", lambda f: f["hearth"]["overflows"], AT_MOST, 0),
    ("share of a core for a dashboard", "dashboard", lambda f: f["added"], AT_MOST, 0.02),
    ("x one insert per post", "posts", _posts, AT_LEAST, 4),
    ("x the pages' deliveries, as JSON", "api", lambda f: f["deliveries"]["ratio"], AT_LEAST, 0.9),
    ("x the socket's posts, by HTTP", "api", lambda f: f["posts"]["ratio"], AT_LEAST, 0.5),
    ("x an empty view, posts by HTTP", "api", lambda f: f["empty"]["ratio"], AT_LEAST, 0.5),
    ("x a room's page, 50 messages as JSON", "api", lambda f: f["reads"]["ratio"], AT_LEAST, 2),
    ("x the empty view's pages", "pages_per_second", lambda f: f["share"], AT_LEAST, 0.5),
    ("KiB per idle connection", "memory", _memory, AT_MOST, 20),
    ("cost spread over all sizes", "cost", spread, AT_MOST, 0.3),
    ("KB in a first visit", "transfer", lambda f: f["first"] / 1000, AT_MOST, 60),
    ("x SQLite's posts, PostgreSQL + Redis", "processes", _processes, AT_LEAST, 0.7),
    ("x a small site, the worst of all", "scale", _scale, AT_MOST, scale.GOAL),
    ("KB in a second visit", "transfer", lambda f: f["second"] / 1000, AT_MOST, 15),
]
BROKEN_BELOW = 5
"The benchmark fails if Hearth delivers less than so many times what the tutorial delivers."


def results(figures):
    """For each target that was measured: (label, value, bound, limit, is met)."""
    for label, part, figure, bound, limit in TARGETS:
        value = figure(figures[part]) if figures.get(part) else None
        if value is not None:
            is_met = value >= limit if bound == AT_LEAST else value <= limit
            yield label, value, bound, limit, is_met


def failure(figures):
    """The reason why the benchmark fails; "" if it does not."""
    faults = figures["correctness"]
    if any(faults.get(key) for key in ("lost", "doubled", "disordered", "not_stored")):
        return "Messages of Hearth were lost, doubled or out of order."
    if "fan_out" in figures and _times(figures["fan_out"], "tutorial", MANY) < BROKEN_BELOW:
        return f"Hearth delivers less than {BROKEN_BELOW} times what the tutorial delivers."
    return ""
