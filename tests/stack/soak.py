"""Runs the long form of each fault, or of those named, and prints what became of the posts.

python -m tests.stack.soak [fault …]: four processes, many pages; at most ten minutes a fault.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from e2e.server import Site
from tests.stack.faults import FAULTS
from tests.stack.load import load
from tests.stack.services import Postgres, Redis
from tests.stack.stack import SECRET_KEY, Stack

PROCESSES, PAGES, POSTS, PER_SECOND = 4, 60, 2_000, 60
CROWD = [f"crowd{n}" for n in range(20)]
LONGEST = 600
LONG = {
    "pause_one": {"pause": 20},
    "pause_redis": {"pause": 30},
    "kill_redis": {"pause": 10},
    "rolling_restart": {"pause": 3},
    "restart_postgres": {"pause": 5},
}


def main(names):
    if unknown := [name for name in names if name not in FAULTS]:
        sys.exit(f"There is no fault {unknown[0]}. Choose from: {' '.join(FAULTS)}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-soak-")))
        postgres = Postgres(folder / "cluster" / "data", max_connections=200)
        stack.callback(postgres.stop)
        postgres.start()
        _prepare(postgres, folder)
        outcomes = {name: _run(name, postgres, folder) for name in names or FAULTS}
    print(f"\n{PROCESSES} processes, {PAGES} pages, {PER_SECOND} posts a second")
    for name, outcome in outcomes.items():
        print(f"{name:18}{outcome}")
    return not all(outcome.is_right for outcome in outcomes.values())


def _prepare(postgres, folder):
    print("Making the site…", flush=True)
    site = Site(folder / "prepared", SECRET_KEY=SECRET_KEY, DATABASE_URL=postgres.create("seeded"))
    site.folder.mkdir()
    site.prepare()
    site.shell(f"from tests import cast; [cast.welcome(name, name.title()) for name in {CROWD}]")


def _run(name, postgres, folder):
    began = time.monotonic()
    print(f"{name}: {FAULTS[name].__doc__.splitlines()[0]}", flush=True)
    outcome = asyncio.run(asyncio.wait_for(_load(name, postgres, folder), LONGEST))
    print(f"  {outcome}, in {time.monotonic() - began:.0f} s", flush=True)
    return outcome


async def _load(name, postgres, folder):
    redis = Redis(folder / name / "redis")
    postgres.create(name, "seeded")
    stack = Stack(folder / name, folder / "prepared" / "static", postgres, redis, name, PROCESSES)
    try:
        await asyncio.to_thread(redis.start)
        await asyncio.to_thread(stack.start)
        fault = partial(FAULTS[name], **LONG.get(name, {}))
        size = {
            "people": CROWD,
            "pages": PAGES,
            "posts": POSTS,
            "per_second": PER_SECOND,
            "settle": 120,
        }
        return await load(stack, fault, **size)
    finally:
        await stack.close_pages()
        await asyncio.to_thread(stack.stop)
        redis.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
