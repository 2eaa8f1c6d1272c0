"""Runs the parts that are named, or all, prints their tables, keeps the figures in var/bench/."""

import signal
import sys
import tempfile
from pathlib import Path

from tests.bench import (
    burst,
    connects,
    cost,
    dashboard,
    fan_out,
    latency,
    memory,
    pages_per_second,
    posts,
    report,
    transfer,
)
from tests.bench.arena import QUICK, Arena, Effort
from tests.bench.server import allow_many_sockets

PARTS = {
    "fan_out": fan_out,
    "latency": latency,
    "burst": burst,
    "connects": connects,
    "memory": memory,
    "cost": cost,
    "dashboard": dashboard,
    "posts": posts,
    "pages_per_second": pages_per_second,
    "transfer": transfer,
}


def main(words):
    names = [name for name in words if name != "quick"] or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"No part is called {unknown[0]}. There are: quick {' '.join(PARTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended before the end."))
    effort = QUICK if "quick" in words else Effort()
    figures = {}
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        arena = Arena(Path(folder), effort, allow_many_sockets())
        arena.open()
        try:
            for name in names:
                figures[name] = _measure(PARTS[name], arena)
        finally:
            figures["correctness"] = dict(arena.correctness)
            report.keep(figures)
    return report.verdict(figures)


def _measure(part, arena):
    figures = part.measure(arena)
    report.show(part.lines(figures))
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
