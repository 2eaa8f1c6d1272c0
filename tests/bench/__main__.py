"""Runs all of it, prints the table, keeps the figures in var/bench/."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.bench import report, site

PAGES, ROUNDS, SECONDS = 500, 3, 3
IN_FLIGHT = (1, 40)
BURST_PAGES, BURST = 50, {"senders": 40, "messages": 1_000}


def load(job, **what):
    """Give the job to a load generator; return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        input=json.dumps(job | what),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit("The load generator gave up; its last words are above.")
    return json.loads(done.stdout)


def fan_out(folder, keys):
    """Rounds in turn, so that both meet the same machine: {name: {in_flight: figures}}."""
    runs = [{"in_flight": number, "seconds": SECONDS} for number in IN_FLIGHT]
    rounds = {"hearth": [], "tutorial": []}
    for number in range(ROUNDS):
        report.progress(f"{PAGES} sockets, round {number + 1} of {ROUNDS}")
        with site.hearth(folder, keys) as job:
            rounds["hearth"].append(load(job, runs=runs))
        with site.tutorial(folder, len(keys)) as job:
            rounds["tutorial"].append(load(job, runs=runs))
    return {name: middle(of_one) for name, of_one in rounds.items()}


def middle(rounds):
    """The median over the rounds, for each number in flight."""
    return {
        in_flight: {key: median(figures[key] for figures in same) for key in same[0]}
        for in_flight, same in zip(IN_FLIGHT, zip(*rounds, strict=True), strict=True)
    }


def burst(folder, keys):
    """A burst through each: how much was lost or doubled, and how many pages got disorder."""
    report.progress(f"a burst to {BURST_PAGES} sockets")
    before = len(site.stored())
    with site.hearth(folder, keys) as job:
        ours = load(job, burst=BURST, keep=True)
    with site.tutorial(folder, BURST_PAGES) as job:
        theirs = load(job, burst=BURST, keep=True)
    return {
        "hearth": faults(ours, site.stored()[before:]),
        "tutorial": faults(theirs),
    }


def faults(result, truth=None):
    """What is wrong with what the pages got; `truth` is the order that is stored, if any is."""
    orders = result["orders"]
    return {
        "seconds": result["seconds"],
        "lost": sum(BURST["messages"] - len(set(order)) for order in orders),
        "doubled": sum(len(order) - len(set(order)) for order in orders),
        "disordered": truth and sum(order != truth for order in orders),
    }


def main():
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as name:
        folder = Path(name)
        report.progress(f"{PAGES} people sign in")
        keys = site.prepare(folder, PAGES)
        figures = {"fan_out": fan_out(folder, keys), "burst": burst(folder, keys[:BURST_PAGES])}
    report.table(figures, PAGES, BURST_PAGES, BURST)
    report.keep(figures)
    return report.verdict(figures)


if __name__ == "__main__":
    sys.exit(main())
