"""Messages and frames delivered per second, one post under way at a time and many."""

from statistics import median

from tests.bench.arena import progress
from tests.bench.servers import SERVERS

ONE, MANY = "one", "many"
IN_FLIGHT = {ONE: 1, MANY: 40}
ON_DAPHNE = {ONE: 1, MANY: 10}
"The tutorial's chats are busy all the time with one already; forty would only take longer."
COLUMNS = "sockets  under way              messages/s    frames/s  µs/frame  server  load"


def measure(arena):
    """Rounds in turn, so that all meet the same machine; a row a size, number and server."""
    effort, rows = arena.effort, {}
    for number in range(effort.rounds):
        for pages in effort.sizes:
            progress(f"fan-out to {pages:,}, round {number + 1} of {effort.rounds}")
            for name in arena.those(*SERVERS):
                for case, figures in _one(arena, name, pages).items():
                    rows.setdefault((pages, case, name), []).append(figures)
    return [_middle(key, rows[key]) for key in sorted(rows, key=_order)]


def _one(arena, name, pages):
    cases = ON_DAPHNE if name in ("tutorial", "templated") else IN_FLIGHT
    runs = [
        {"do": "under_way", "in_flight": number, "seconds": arena.effort.seconds}
        for number in cases.values()
    ]
    runs[-1]["wait"] = name in ("hearth", "unmerged")  # with the others only the speed is looked at
    opening = {"do": "grow", "pages": pages}, {"do": "rest", "seconds": 0.7}
    results = arena.run(name, *opening, *runs)["steps"][2:]
    return {
        case: result | {"in_flight": number}
        for (case, number), result in zip(cases.items(), results, strict=True)
    }


def _order(key):
    pages, case, name = key
    return pages, list(IN_FLIGHT).index(case), list(SERVERS).index(name)


def _middle(key, rounds):
    pages, case, name = key
    middle = {what: median(figures[what] for figures in rounds) for what in rounds[0]}
    return {"sockets": pages, "case": case, "server": name} | middle


def lines(rows):
    yield "Fan-out: delivered per second by one server process"
    yield COLUMNS
    for row in rows:
        rates = f"{row['deliveries']:12,.0f}{row['frames']:12,.0f}"
        cost = 1e6 * row["server_cpu"] / row["frames"] if row["frames"] else 0
        shares = f"{cost:10.1f}{row['server_cpu']:8.0%}{row['load_cpu']:6.0%}"
        yield f"{row['sockets']:7,}{row['in_flight']:11}  {row['server']:10}{rates}{shares}"


def rate(rows, name, case):
    """Messages delivered per second by a server to the most sockets; None if it is not there."""
    wanted = max(row["sockets"] for row in rows), case, name
    found = [row for row in rows if (row["sockets"], row["case"], row["server"]) == wanted]
    return found[0]["deliveries"] if found else None
