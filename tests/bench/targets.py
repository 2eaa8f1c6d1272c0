"""What Hearth is meant to reach, beside what was measured."""

from tests.bench.cost import spread
from tests.bench.fan_out import rate


def _times(rows, name, in_flight, what="deliveries"):
    theirs = rate(rows, name, in_flight, what)
    return theirs and rate(rows, "hearth", in_flight, what) / theirs


def _connects(figures):
    return figures["hearth"]["per_second"] / figures["tutorial"]["per_second"]


def _latency(figures):
    theirs = figures.get("socket.io")
    return theirs and figures["hearth"]["p99"] / theirs["p99"]


def _memory(figures):
    return figures["hearth"]["bytes_each"] / 1024


AT_LEAST, AT_MOST = "at least", "at most"
TARGETS = [
    (
        "times the tutorial, 40 under way",
        "fan_out",
        lambda f: _times(f, "tutorial", 40),
        AT_LEAST,
        40,
    ),
    ("times socket.io, 1 under way", "fan_out", lambda f: _times(f, "socket.io", 1), AT_LEAST, 1.1),
    ("times ws, 40 under way", "fan_out", lambda f: _times(f, "ws", 40), AT_LEAST, 4),
    ("of socket.io's p99 latency", "latency", _latency, AT_MOST, 1),
    ("times the tutorial's connects", "connects", _connects, AT_LEAST, 2),
    ("connections that overflowed", "connects", lambda f: f["hearth"]["overflows"], AT_MOST, 0),
    ("times one insert a post", "posts", lambda f: f["hearth"]["posts"] / f["loop"], AT_LEAST, 5),
    (
        "of the empty view's pages",
        "pages_per_second",
        lambda f: f["room"]["pages"] / f["empty"]["pages"],
        AT_LEAST,
        0.6,
    ),
    ("KiB an idle connection", "memory", _memory, AT_MOST, 20),
    ("dearest delivery over cheapest", "cost", spread, AT_MOST, 0.3),
    ("KB in a first visit", "transfer", lambda f: f["first"] / 1000, AT_MOST, 60),
    ("KB in a second visit", "transfer", lambda f: f["second"] / 1000, AT_MOST, 15),
]
LEAST = 5
"Times the tutorial's deliveries below which something is broken."


def found(figures):
    """Of each target that was measured: (words, figure, bound, limit, is met)."""
    for words, part, figure, bound, limit in TARGETS:
        value = figure(figures[part]) if figures.get(part) else None
        if value is not None:
            is_met = value >= limit if bound == AT_LEAST else value <= limit
            yield words, value, bound, limit, is_met


def is_broken(figures):
    """Why the command must end with 1, in words; nothing if all is well."""
    wrong = figures["correctness"]
    if any(wrong.get(key) for key in ("lost", "doubled", "disordered", "not_stored")):
        return "Messages of Hearth were lost, doubled or out of order."
    if "fan_out" in figures and _times(figures["fan_out"], "tutorial", 40) < LEAST:
        return f"Below {LEAST} times the tutorial's deliveries."
    return ""
