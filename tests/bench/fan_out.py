"""Messages and frames delivered per second, with one post in flight and with many."""

from statistics import median

from tests.bench.runner import progress
from tests.bench.servers import SERVERS

ONE, MANY = "one", "many"
IN_FLIGHT = {ONE: 1, MANY: 40}
IN_FLIGHT_ON_DAPHNE = {ONE: 1, MANY: 10}
"One post already saturates the tutorial's chats. Forty would only take longer."
COLUMNS = "sockets  in flight              messages/s    frames/s  µs/frame  server  load"


def measure(runner):
    """Measure in alternating rounds; return a row per size, number in flight and server."""
    effort, rows = runner.effort, {}
    for number in range(effort.rounds):
        for pages in effort.sizes:
            progress(f"fan-out to {pages:,}, round {number + 1} of {effort.rounds}")
            for name in runner.available(*SERVERS):
                for case, figures in _one_run(runner, name, pages).items():
                    rows.setdefault((pages, case, name), []).append(figures)
    return [_medians(key, rows[key]) for key in sorted(rows, key=_order)]


def _one_run(runner, name, pages):
    cases = IN_FLIGHT_ON_DAPHNE if name in ("tutorial", "templated") else IN_FLIGHT
    steps = [
        {"do": "keep_in_flight", "in_flight": number, "seconds": runner.effort.seconds}
        for number in cases.values()
    ]
    steps[-1]["wait"] = name in ("hearth", "unmerged")  # only their deliveries are checked
    begin = {"do": "open_pages", "pages": pages}, {"do": "idle", "seconds": 0.7}
    results = runner.run(name, *begin, *steps)["steps"][2:]
    return {
        case: result | {"in_flight": number}
        for (case, number), result in zip(cases.items(), results, strict=True)
    }


def _order(key):
    pages, case, name = key
    return pages, list(IN_FLIGHT).index(case), list(SERVERS).index(name)


def _medians(key, rounds):
    pages, case, name = key
    medians = {figure: median(one[figure] for one in rounds) for figure in rounds[0]}
    return {"sockets": pages, "case": case, "server": name} | medians


def lines(rows):
    yield "Fan-out: delivered per second by one server process"
    yield COLUMNS
    for row in rows:
        rates = f"{row['deliveries']:12,.0f}{row['frames']:12,.0f}"
        cost = 1e6 * row["server_cpu"] / row["frames"] if row["frames"] else 0
        shares = f"{cost:10.1f}{row['server_cpu']:8.0%}{row['load_cpu']:6.0%}"
        yield f"{row['sockets']:7,}{row['in_flight']:11}  {row['server']:10}{rates}{shares}"


def rate(rows, name, case):
    """Messages per second that a server delivers to the most sockets; None if it did not run."""
    wanted = max(row["sockets"] for row in rows), case, name
    found = [row for row in rows if (row["sockets"], row["case"], row["server"]) == wanted]
    return found[0]["deliveries"] if found else None
