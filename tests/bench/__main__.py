"""Runs the named parts, or all; prints their tables and saves the figures in var/bench/."""

import signal
import sys
import tempfile
from pathlib import Path

from tests.bench import (
    api,
    burst,
    connects,
    cost,
    dashboard,
    fan_out,
    latency,
    memory,
    pages_per_second,
    posts,
    processes,
    report,
    scale,
    transfer,
)
from tests.bench.runner import QUICK, Effort, Runner
from tests.bench.server import raise_open_file_limit

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
    "api": api,
    "transfer": transfer,
    "scale": scale,
    "processes": processes,
}


def main(arguments):
    names = [name for name in arguments if name != "quick"] or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"There is no part {unknown[0]}. Choose from: quick {' '.join(PARTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("The benchmark was terminated."))
    effort = QUICK if "quick" in arguments else Effort()
    figures = {}
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        runner = Runner(Path(folder), effort, raise_open_file_limit())
        runner.prepare()
        try:
            for name in names:
                figures[name] = _measure(PARTS[name], runner)
        finally:
            figures["correctness"] = dict(runner.correctness)
            report.save(figures)
    return report.verdict(figures)


def _measure(part, runner):
    figures = part.measure(runner)
    report.show(part.lines(figures))
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
