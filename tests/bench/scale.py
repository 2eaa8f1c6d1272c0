"""What the same costs on a large site: 5,000 people against 50, with fifty of them online."""

import json
import os
import subprocess
import sys

from tests.bench.runner import progress

SMALL = {"people": 50, "rooms": 40, "messages": 2_000}
LARGE = {"people": 5_000, "rooms": 2_000, "messages": 100_000}
QUICK = {"people": 1_000, "rooms": 400, "messages": 20_000}
GOAL = 1.3


def measure(runner):
    sizes = {"small": SMALL, "large": LARGE if runner.effort.rounds > 1 else QUICK}
    for name, size in sizes.items():
        progress(f"a site of {size['people']:,} people, {size['messages']:,} messages")
        _make(_environment(runner, name), size)
    rounds = {name: [] for name in sizes}
    for number in range(runner.effort.rounds):
        progress(f"scale, round {number + 1} of {runner.effort.rounds}")
        for name, results in rounds.items():
            output = _run(_environment(runner, name), "-m", "tests.bench.one_site")
            results.append(json.loads(output))
    return {"people": [size["people"] for size in sizes.values()], "costs": _compare(**rounds)}


def _environment(runner, name):
    return os.environ | {"DATA_DIR": str(runner.folder / f"scale-{name}")}


def _make(environment, size):
    _run(environment, "manage.py", "prepare")
    numbers = [word for name, count in size.items() for word in (f"--{name}", str(count))]
    _run(environment, "manage.py", "demo", *numbers)


def _run(environment, *command):
    return subprocess.check_output([sys.executable, *command], env=environment)


def _compare(small, large):
    """For each action [ms on the small site, ms on the large one], in the best round of each."""
    return {
        name: [min(one[name] for one in rounds) for rounds in (small, large)] for name in small[0]
    }


def ratios(figures):
    """{action: how many times as long it takes on the large site}."""
    return {name: large / small for name, (small, large) in figures["costs"].items()}


def lines(figures):
    small, large = figures["people"]
    yield f"Scale: ms on a site of {small:,} people and of {large:,}, fifty online"
    yield f"                       {small:7,}  {large:7,}   ratio"
    for name, ratio in ratios(figures).items():
        first, second = figures["costs"][name]
        note = "" if ratio <= GOAL else f"   more than {GOAL}"
        yield f"{name:20}{first:10.2f}{second:9.2f}{ratio:8.2f}{note}"
