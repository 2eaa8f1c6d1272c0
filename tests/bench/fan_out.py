"""Messages and frames delivered per second, one post under way at a time and forty."""

from statistics import median

from tests.bench.arena import progress
from tests.bench.servers import SERVERS

IN_FLIGHT = (1, 40)
COLUMNS = "sockets  under way              messages/s    frames/s  µs/frame  server  load"


def measure(arena):
    """Rounds in turn, so that all meet the same machine; a row a size, number and server."""
    effort, rows = arena.effort, {}
    for number in range(effort.rounds):
        for pages in effort.sizes:
            progress(f"fan-out to {pages:,}, round {number + 1} of {effort.rounds}")
            for name in arena.those(*SERVERS):
                for in_flight, figures in zip(IN_FLIGHT, _one(arena, name, pages), strict=True):
                    rows.setdefault((pages, in_flight, name), []).append(figures)
    return [_middle(key, rows[key]) for key in sorted(rows, key=lambda key: key[:2])]


def _one(arena, name, pages):
    runs = [
        {"do": "under_way", "in_flight": number, "seconds": arena.effort.seconds}
        for number in IN_FLIGHT
    ]
    runs[-1]["wait"] = name == "hearth"  # with the others only the speed is looked at
    opening = {"do": "grow", "pages": pages}, {"do": "rest", "seconds": 0.7}
    return arena.run(name, *opening, *runs)["steps"][2:]


def _middle(key, rounds):
    pages, in_flight, name = key
    middle = {what: median(figures[what] for figures in rounds) for what in rounds[0]}
    return {"sockets": pages, "in_flight": in_flight, "server": name} | middle


def lines(rows):
    yield "Fan-out: delivered per second by one server process"
    yield COLUMNS
    for row in rows:
        rates = f"{row['deliveries']:12,.0f}{row['frames']:12,.0f}"
        cost = 1e6 * row["server_cpu"] / row["frames"] if row["frames"] else 0
        shares = f"{cost:10.1f}{row['server_cpu']:8.0%}{row['load_cpu']:6.0%}"
        yield f"{row['sockets']:7,}{row['in_flight']:11}  {row['server']:10}{rates}{shares}"


def rate(rows, name, in_flight, what="deliveries"):
    """That figure of a server with the most sockets; None if it was not measured."""
    most = max(row["sockets"] for row in rows)
    wanted = (most, in_flight, name)
    found = [
        row[what] for row in rows if (row["sockets"], row["in_flight"], row["server"]) == wanted
    ]
    return found[0] if found else None
