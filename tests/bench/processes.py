"""The same load on SQLite, and on PostgreSQL and Redis with one process and with two, in turn."""

import json
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from functools import partial
from statistics import median, quantiles

from tests.bench import connects, fan_out, posts, site
from tests.bench.latency import RATE
from tests.bench.pages_per_second import PATHS, visit
from tests.bench.runner import generate_load, progress
from tests.bench.servers import hearth
from tests.stack.services import Postgres, Redis, find_program

SITES = {"sqlite": "SQLite", "one": "PostgreSQL, Redis", "two": "the same × 2"}


def measure(runner):
    if not (find_program("postgres") and find_program("redis-server")):
        progress("processes are left out: PostgreSQL and Redis are not installed")
        return {}
    with _sites(runner) as sites:
        rounds = {name: [] for name in SITES}
        for number in range(runner.effort.rounds):
            for name, (serve, stored) in sites.items():
                progress(f"{SITES[name]}, round {number + 1} of {runner.effort.rounds}")
                rounds[name].append(_one_round(runner, serve, stored))
    return {
        name: {key: median(one[key] for one in found) for key in found[0]}
        for name, found in rounds.items()
    }


@contextmanager
def _sites(runner):
    """{name: (what starts its servers, what returns its messages)}, with PostgreSQL and Redis."""
    folder = runner.folder / "stack"
    with ExitStack() as stack:
        postgres, redis = Postgres(folder / "postgres", fsync="on"), Redis(folder / "redis")
        for service in (postgres, redis):
            stack.callback(service.stop)
            service.start()
        database = postgres.create("site")
        progress("signing in the same people on PostgreSQL")
        make = [sys.executable, "-m", "tests.bench.site", folder, str(len(runner.keys)), database]
        keys = json.loads(subprocess.check_output(make))
        where = {"DATA_DIR": str(folder), "DATABASE_URL": database, "REDIS_URL": redis.url}
        stored = partial(_stored_messages, postgres)
        yield {
            "sqlite": (partial(hearth, runner.folder, runner.keys), site.stored_messages),
            "one": (partial(hearth, folder, keys, **where), stored),
            "two": (partial(hearth, folder, keys, processes=2, **where), stored),
        }


def _stored_messages(postgres):
    rows = postgres.run(
        "SELECT m.id FROM rooms_message m JOIN rooms_room r ON r.id = m.room_id"
        " WHERE r.slug = 'lobby' ORDER BY m.seq",
        "site",
    )
    return [pk for (pk,) in rows]


def _one_round(runner, serve, stored):
    effort = runner.effort
    steps = (
        {"do": "open_at_once", "pages": connects.SOCKETS},
        {"do": "idle", "seconds": 1},
        {"do": "keep_in_flight", "in_flight": posts.IN_FLIGHT, "seconds": 3 * effort.seconds},
        {"do": "open_pages", "pages": max(effort.sizes)},
        {"do": "idle", "seconds": 3},
        {"do": "keep_in_flight", "in_flight": fan_out.IN_FLIGHT[fan_out.MANY], "seconds": 1},
        {"do": "post_steadily", "rate": RATE, "seconds": effort.latency_seconds},
    )
    with serve() as job:
        opened, _, stored_posts, *_, delivered, timed = runner.load(job, steps, stored)["steps"]
        browse = visit(job)[0] | {"path": PATHS["room"], "seconds": 3 * effort.seconds}
        fetched = generate_load("tests.bench.browse", browse)
    hundredths = quantiles(timed["ms"], n=100, method="inclusive")
    return {
        "connects": opened["opened"] / opened["seconds"],
        "failed": opened["failed"],
        "posts": stored_posts["posts"],
        "posts_server": stored_posts["server_cpu"],
        "deliveries": delivered["deliveries"],
        "p50": median(timed["ms"]),
        "p95": hundredths[94],
        "p99": hundredths[98],
        "pages": fetched["pages"],
    }


def lines(figures):
    if not figures:
        return
    yield f"Processes: {connects.SOCKETS} connects at once, and {posts.IN_FLIGHT} posts in flight"
    yield "to these (with the server's share); deliveries and latency to all; a room's page"
    yield f"{'':19}connects/s  posts/s  server  deliveries/s   p50   p95   p99 ms  pages/s"
    for name, label in SITES.items():
        got = figures[name]
        rates = f"{got['connects']:10,.0f}{got['posts']:9,.0f}{got['posts_server']:8.0%}"
        times = "".join(f"{got[key]:6.0f}" for key in ("p50", "p95", "p99"))
        yield f"{label:19}{rates}{got['deliveries']:14,.0f}{times}{got['pages']:12,.0f}"
