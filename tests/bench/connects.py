"""Three hundred sockets at the same instant, as after a restart."""

from statistics import median

from tests.bench.arena import progress
from tests.bench.process import overflows

AT_ONCE = 300


def measure(arena):
    rounds = {"hearth": [], "tutorial": []}
    for number in range(arena.effort.rounds):
        progress(f"{AT_ONCE} connects at once, round {number + 1} of {arena.effort.rounds}")
        for name, results in rounds.items():
            results.append(_one(arena, name))
    return {name: _middle(results) for name, results in rounds.items()}


def _one(arena, name):
    before = overflows()
    (grown,) = arena.run(name, {"do": "rush", "pages": AT_ONCE})["steps"]
    rates = {key: grown[key] / grown["seconds"] for key in ("server_cpu", "load_cpu")}
    return rates | {
        "per_second": grown["opened"] / grown["seconds"],
        "failed": grown["failed"],
        "overflows": overflows() - before,
    }


def _middle(results):
    middle = {key: median(result[key] for result in results) for key in results[0]}
    worst = {key: max(result[key] for result in results) for key in ("failed", "overflows")}
    return middle | worst


def lines(figures):
    yield f"Connects: {AT_ONCE} at once, until the last is open"
    yield "            connects/s  failed  overflows  server  load"
    for name, got in figures.items():
        shares = f"{got['server_cpu']:8.0%}{got['load_cpu']:6.0%}"
        yield f"{name:12}{got['per_second']:10,.0f}{got['failed']:8}{got['overflows']:11}{shares}"
