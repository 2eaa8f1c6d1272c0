"""What a connection costs that only listens and answers its heartbeats."""

from tests.bench.arena import progress

FIRST = 100
"Sockets that open before the count, so that no code is loaded while it runs."
HEARTBEATS = 12
"Seconds in which each page has been asked at least once."


def measure(arena):
    pages = arena.effort.crowd
    if not arena.may_open(pages + FIRST):
        return {}
    return {
        "sockets": pages,
        **{name: _one(arena, name, pages) for name in arena.those("hearth", "socket.io", "ws")},
    }


def _one(arena, name, pages):
    progress(f"memory of {pages:,} idle connections: {name}")
    _, before, _, after = arena.run(
        name,
        {"do": "grow", "pages": FIRST},
        {"do": "rest", "seconds": 3},
        {"do": "grow", "pages": FIRST + pages},
        {"do": "rest", "seconds": HEARTBEATS},
    )["steps"]
    return {
        "bytes_each": (after["memory"] - before["memory"]) / pages,
        "whole": after["memory"],
        "server_cpu": after["server_cpu"],
    }


def lines(figures):
    if not figures:
        return
    yield f"Memory: resident, of {figures['sockets']:,} idle connections"
    yield "            KiB each  whole MiB  server"
    for name in ("hearth", "socket.io", "ws"):
        if got := figures.get(name):
            sizes = f"{got['bytes_each'] / 1024:8.1f}{got['whole'] / 1024**2:11,.0f}"
            yield f"{name:12}{sizes}{got['server_cpu']:8.0%}"
