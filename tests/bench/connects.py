"""Three hundred sockets that connect at the same instant, as after a restart."""

from statistics import median

from tests.bench.process import overflows
from tests.bench.runner import progress

SOCKETS = 300


def measure(runner):
    rounds = {"hearth": [], "tutorial": []}
    for number in range(runner.effort.rounds):
        progress(f"{SOCKETS} connects at once, round {number + 1} of {runner.effort.rounds}")
        for name, results in rounds.items():
            results.append(_one_round(runner, name))
    return {name: _summary(results) for name, results in rounds.items()}


def _one_round(runner, name):
    before = overflows()
    (opened,) = runner.run(name, {"do": "open_at_once", "pages": SOCKETS})["steps"]
    rates = {key: opened[key] / opened["seconds"] for key in ("server_cpu", "load_cpu")}
    return rates | {
        "per_second": opened["opened"] / opened["seconds"],
        "failed": opened["failed"],
        "overflows": overflows() - before,
    }


def _summary(results):
    medians = {key: median(result[key] for result in results) for key in results[0]}
    worst = {key: max(result[key] for result in results) for key in ("failed", "overflows")}
    return medians | worst


def lines(figures):
    yield f"Connects: {SOCKETS} at once, until the last is open"
    yield "            connects/s  failed  overflows  server  load"
    for name, got in figures.items():
        shares = f"{got['server_cpu']:8.0%}{got['load_cpu']:6.0%}"
        yield f"{name:12}{got['per_second']:10,.0f}{got['failed']:8}{got['overflows']:11}{shares}"
