"""A room's page compared with an empty view, from the same server to the same visitor.

The visitor has been there before: the requests carry the session cookie and the CSRF cookie.
"""

import re
from statistics import median

from tests.bench import site
from tests.bench.browse import fetch
from tests.bench.runner import generate_load, progress
from tests.bench.servers import hearth

REPEATS = 3
"Per round. A machine's speed may change within seconds, so short alternating runs are fairer."
PATHS = {"room": site.READING_ROOM, "empty": "/bench/empty/"}


def measure(runner):
    rounds = {name: [] for name in PATHS}
    count = REPEATS * runner.effort.rounds
    with hearth(runner.folder, runner.keys[:1], "tests.bench.settings") as job:
        job, page = visit(job)
        for number in range(count):
            progress(f"room pages, run {number + 1} of {count}")
            for name, path in PATHS.items():
                run = {"path": path, "seconds": runner.effort.seconds}
                rounds[name].append(generate_load("tests.bench.browse", job | run))
    medians = {
        name: {key: median(one[key] for one in found) for key in found[0]}
        for name, found in rounds.items()
    }
    pairs = zip(*rounds.values(), strict=True)
    share = median(room["pages"] / empty["pages"] for room, empty in pairs)
    return _contents(page.body.decode()) | medians | {"share": share}


def visit(job):
    """The job of a visitor who has been there before, and the page that they saw."""
    headers = job["headers"][0]
    page = fetch(job["origins"][0], site.READING_ROOM, headers)
    cookies = f"{headers['Cookie']}; {page.headers['set-cookie'].partition(';')[0]}"
    headers = headers | {"Cookie": cookies}
    return {"servers": job["servers"], "origins": job["origins"], "headers": headers}, page


def _contents(html):
    """How many messages and rooms the page shows; proves that it is not an empty one."""
    rooms = set(re.findall(r'href="/rooms/([\w-]+)/"', html)) - {"new", "direct"}
    return {"messages": len(set(re.findall(r'id="message-(\d+)"', html))), "rooms": len(rooms)}


def lines(figures):
    contents = f"{figures['messages']} messages, {figures['rooms']} rooms, signed in, warm"
    yield f"Pages per second ({contents})"
    yield "            pages/s  server  load"
    for name in PATHS:
        got = figures[name]
        shares = f"{got['server_cpu']:8.0%}{got['load_cpu']:6.0%}"
        yield f"{name:12}{got['pages']:7,.0f}{shares}"
    yield f"room pages divided by the empty pages of the next run: {figures['share']:.2f}"
