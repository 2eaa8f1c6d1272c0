"""Messages and frames delivered per second, one post under way at a time and forty."""

from statistics import median

from tests.bench.arena import progress
from tests.bench.servers import SERVERS

IN_FLIGHT = (1, 40)
COLUMNS = "sockets  under way               messages/s    frames/s  server  load  lost"


def measure(arena):
    """Rounds in turn, so that all meet the same machine; a row a server, size and number."""
    effort, rows = arena.effort, {}
    for number in range(effort.rounds):
        for name in arena.those(*SERVERS):
            progress(f"fan-out, round {number + 1} of {effort.rounds}: {name}")
            for key, figures in _one(arena, name).items():
                rows.setdefault(key, []).append(figures)
    return [_middle(key, rows[key]) for key in sorted(rows, key=lambda key: key[:2])]


def _one(arena, name):
    steps, keys = [], []
    for pages in arena.effort.sizes:
        steps += [{"do": "grow", "pages": pages}, {"do": "rest", "seconds": 1}]
        for in_flight in IN_FLIGHT:
            keys.append((pages, in_flight, name))
            step = {"in_flight": in_flight, "seconds": arena.effort.seconds}
            steps.append({"do": "under_way", **step})
    results = arena.run(name, *steps)["steps"]
    runs = [result for result in results if "lost" in result]
    return dict(zip(keys, runs, strict=True))


def _middle(key, rounds):
    pages, in_flight, name = key
    middle = {what: median(figures[what] for figures in rounds) for what in rounds[0]}
    return {"sockets": pages, "in_flight": in_flight, "server": name} | middle


def lines(rows):
    yield "Fan-out: delivered per second by one server process"
    yield COLUMNS
    for row in rows:
        shares = f"{row['server_cpu']:8.0%}{row['load_cpu']:6.0%}{row['lost']:6,.0f}"
        rates = f"{row['deliveries']:12,.0f}{row['frames']:12,.0f}"
        yield f"{row['sockets']:7,}{row['in_flight']:11}  {row['server']:12}{rates}{shares}"


def rate(rows, name, in_flight, what="deliveries"):
    """That figure of a server with the most sockets; None if it was not measured."""
    most = max(row["sockets"] for row in rows)
    wanted = (most, in_flight, name)
    found = [
        row[what] for row in rows if (row["sockets"], row["in_flight"], row["server"]) == wanted
    ]
    return found[0] if found else None
