"""Runs the long form of each fault, or of those named, and prints what became of the posts.

python -m tests.stack.soak [fault …]: PROCESSES=4, many pages; at most ten minutes a fault.
"endurance" lasts longer: MINUTES=20.
With "outbox": people who write in a browser while the network and one server fail at random.
With "typing": keys at every pace, answers after every delay, in Chromium and Firefox.
With "schema": requests of all kinds at each address of the API, against its description.
With "alike": what `make test` leaves out of many that are alike, on SQLite.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from e2e.chat.outbox import fuzz
from e2e.server import Site
from tests.stack import schema
from tests.stack.endurance import endurance
from tests.stack.faults import BEHIND_NGINX
from tests.stack.faults import FAULTS as SHORT_FAULTS
from tests.stack.load import load
from tests.stack.nginx import nginx_if
from tests.stack.services import Postgres, Redis
from tests.stack.stack import SECRET_KEY, TEMPLATE, Stack


def _number(name, otherwise):
    text = os.environ.get(name, otherwise)
    if not text.isdecimal() or not int(text):
        sys.exit(f"{name} is a number, as in: make soak {name}={otherwise}")
    return int(text)


PROCESSES, MINUTES = _number("PROCESSES", "4"), _number("MINUTES", "20")
CROWD = [f"crowd{n}" for n in range(20)]
SIZE = {"people": CROWD, "pages": 60, "posts": 2_000, "per_second": 60, "settle": 120}
OTHERWISE = {
    "rolling_restart": {"pages": 200, "per_second": 100},
    "endurance": {"pages": 20, "posts": 0, "per_second": 10},
}
PAUSES = {
    "pause_one": 20,
    "rolling_restart": 3,
    "kill_redis": 10,
    "pause_redis": 30,
    "restart_postgres": 5,
    "exhaust_postgres": 10,
    "restore_backup": 15,
    "share_redis": 20,
    "endurance": 60 * MINUTES,
}
"Seconds that it lasts; others are as short as in `make test-stack`."
FAULTS = SHORT_FAULTS | {"endurance": endurance}
LONGEST = 600
"Seconds for each, besides its own."
PYTEST = [sys.executable, "-m", "pytest", "-v", "-m", "long"]
LONG_TESTS = {"typing": "e2e/chat/outbox", "alike": "tests"}


def main(names):
    if names == ["outbox"]:
        return fuzz.main()
    if names == ["schema"]:
        return schema.main()
    if len(names) == 1 and names[0] in LONG_TESTS:
        return subprocess.run([*PYTEST, LONG_TESTS[names[0]]]).returncode
    if unknown := [name for name in names if name not in FAULTS]:
        known = " ".join(["outbox", "typing", "schema", "alike", *FAULTS])
        sys.exit(f"There is no fault {unknown[0]}. Choose from: {known}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-soak-")))
        postgres = Postgres(folder / "cluster" / "data", max_connections=200)
        stack.callback(postgres.stop)
        postgres.start()
        _prepare(postgres, folder)
        outcomes = {name: _run(name, postgres, folder) for name in names or FAULTS}
    _show(outcomes)
    return not all(outcome.is_right for outcome in outcomes.values())


def _show(outcomes):
    print(
        f"\n{PROCESSES} processes{'':11}posted  lost  doubled  disordered  silence p50   p95   max"
    )
    for name, outcome in outcomes.items():
        faults = f"{outcome.lost:6}{outcome.doubled:9}{outcome.disordered:12}"
        silence = "{:13.1f}{:6.1f}{:6.1f}".format(*outcome.silence)
        print(f"{name:22}{outcome.posted:8}{faults}{silence}")


def _prepare(postgres, folder):
    print("Making the site…", flush=True)
    site = Site(folder / "prepared", SECRET_KEY=SECRET_KEY, DATABASE_URL=postgres.create(TEMPLATE))
    site.folder.mkdir()
    site.prepare()
    site.shell(f"from tests import cast; [cast.welcome(name, name.title()) for name in {CROWD}]")


def _run(name, postgres, folder):
    began = time.monotonic()
    print(f"{name}: {FAULTS[name].__doc__.splitlines()[0]}", flush=True)
    longest = PAUSES.get(name, 0) + LONGEST
    outcome = asyncio.run(asyncio.wait_for(_load(name, postgres, folder), longest))
    print(f"  {outcome}, in {time.monotonic() - began:.0f} s", flush=True)
    return outcome


async def _load(name, postgres, folder):
    redis = Redis(folder / name / "redis")
    static = folder / "prepared" / "static"
    with nginx_if(name in BEHIND_NGINX) as nginx:
        stack = Stack(folder / name, static, postgres, redis, name, PROCESSES, nginx=nginx)
        try:
            await asyncio.to_thread(redis.start)
            await asyncio.to_thread(stack.start)
            return await load(stack, _fault(name), **SIZE | OTHERWISE.get(name, {}))
        finally:
            await stack.close_pages()
            await asyncio.to_thread(stack.stop)
            redis.stop()


def _fault(name):
    return partial(FAULTS[name], pause=PAUSES[name]) if name in PAUSES else FAULTS[name]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
