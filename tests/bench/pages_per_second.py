"""A room's page beside a view that does nothing, from the same server to the same visitor, who
has been there before and shows the cookies of the session and of the forms."""

import re
from statistics import median

from tests.bench import site
from tests.bench.arena import load, progress
from tests.bench.browse import fetch
from tests.bench.servers import hearth

TURNS = 3
"In a round: a machine's speed may change within seconds, so that short turns are fairer."
PATHS = {"room": site.READING_ROOM, "empty": "/bench/empty/"}


def measure(arena):
    rounds = {name: [] for name in PATHS}
    with hearth(arena.folder, arena.keys[:1], "tests.bench.settings") as job:
        job = {"server": job["server"], "origin": job["origin"], "headers": job["headers"][0]}
        page = fetch(job["origin"], site.READING_ROOM, job["headers"])
        job["headers"]["Cookie"] += f"; {page.headers['set-cookie'].partition(';')[0]}"
        for number in range(TURNS * arena.effort.rounds):
            progress(f"room pages, turn {number + 1} of {TURNS * arena.effort.rounds}")
            for name, path in PATHS.items():
                run = {"path": path, "seconds": arena.effort.seconds}
                rounds[name].append(load("tests.bench.browse", job | run))
    middle = {
        name: {key: median(one[key] for one in found) for key in found[0]}
        for name, found in rounds.items()
    }
    turns = zip(*rounds.values(), strict=True)
    share = median(room["pages"] / empty["pages"] for room, empty in turns)
    return _shown(page.body.decode()) | middle | {"share": share}


def _shown(html):
    """What the page has on it, so that nobody measures an empty one."""
    rooms = set(re.findall(r'href="/rooms/([\w-]+)/"', html)) - {"new", "direct"}
    return {"messages": len(set(re.findall(r'id="message-(\d+)"', html))), "rooms": len(rooms)}


def lines(figures):
    what = f"{figures['messages']} messages, {figures['rooms']} rooms, signed in, warm"
    yield f"Pages per second ({what})"
    yield "            pages/s  server  load"
    for name in PATHS:
        got = figures[name]
        shares = f"{got['server_cpu']:8.0%}{got['load_cpu']:6.0%}"
        yield f"{name:12}{got['pages']:7,.0f}{shares}"
    yield f"room, of what the empty view reached just afterwards: {figures['share']:.2f}"
