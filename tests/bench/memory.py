"""The memory of an idle connection: a page that only receives and answers its heartbeats."""

from tests.bench.runner import progress

WARM_UP_SOCKETS = 100
"Sockets that open before the first reading, so that all code is loaded by then."
HEARTBEAT_SECONDS = 12
"Seconds in which each page has answered at least one heartbeat."


def measure(runner):
    pages = runner.effort.idle_sockets
    if not runner.can_open(pages + WARM_UP_SOCKETS):
        return {}
    names = runner.available("hearth", "socket.io", "ws")
    return {"sockets": pages, **{name: _measure_one(runner, name, pages) for name in names}}


def _measure_one(runner, name, pages):
    progress(f"memory of {pages:,} idle connections: {name}")
    _, before, _, after = runner.run(
        name,
        {"do": "open_pages", "pages": WARM_UP_SOCKETS},
        {"do": "idle", "seconds": 3},
        {"do": "open_pages", "pages": WARM_UP_SOCKETS + pages},
        {"do": "idle", "seconds": HEARTBEAT_SECONDS},
    )["steps"]
    return {
        "bytes_each": (after["memory"] - before["memory"]) / pages,
        "total": after["memory"],
        "server_cpu": after["server_cpu"],
    }


def lines(figures):
    if not figures:
        return
    yield f"Resident memory with {figures['sockets']:,} idle connections"
    yield "            KiB each  total MiB  server"
    for name in ("hearth", "socket.io", "ws"):
        if got := figures.get(name):
            sizes = f"{got['bytes_each'] / 1024:8.1f}{got['total'] / 1024**2:11,.0f}"
            yield f"{name:12}{sizes}{got['server_cpu']:8.0%}"
