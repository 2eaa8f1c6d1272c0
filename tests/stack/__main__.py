"""Runs tests on PostgreSQL and Redis: private ones, or those of DATABASE_URL and REDIS_URL.

The Redis that is given is emptied. Tests of faults need the programs and start their own.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.stack.services import Postgres, Redis, find_program

ON_THE_STACK = [
    *("tests/models", "tests/live", "tests/chat", "tests/notifications", "tests/presence"),
    *("tests/webhooks", "tests/support", "tests/api/test_socket.py", "tests/api/test_batch.py"),
    *("tests/site/test_registry.py", "tests/site/test_many_rooms.py", "tests/site/test_prune.py"),
    *("tests/test_doors.py", "tests/test_permissions.py"),
]
"What asks the database or Redis something that they may answer otherwise."
PARALLEL = "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"
LONG = [
    "tests/attacks/test_floods.py",
    *("e2e/chat/outbox/test_fuzz.py", "e2e/chat/outbox/test_firefox.py"),
]
"What takes long, on the embedded default too; before Playwright, which takes the event loop."
RUNS = (
    [*PARALLEL, *ON_THE_STACK],
    [*PARALLEL, "tests/stack", "tests/deploy"],
    [*PARALLEL, *LONG, "e2e/stack"],
)
PYTEST = [sys.executable, "-m", "pytest", "-m", "not long"]


def main(arguments):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-stack-")))
        database = os.environ.get("DATABASE_URL") or _postgres(folder, stack)
        redis = os.environ.get("REDIS_URL") or _redis(folder, stack)
        environment = os.environ | {"DATABASE_URL": database, "HEARTH_STACK_REDIS": redis}
        if arguments:
            return _run(environment, *arguments)
        return max(_run(environment, *run) for run in _runs())


def _runs():
    if find_program("postgres") and find_program("redis-server"):
        return RUNS
    print("Tests of several processes are left out: they start a PostgreSQL and Redis themselves.")
    return RUNS[:1]


def _postgres(folder, stack):
    print("Starting PostgreSQL…", flush=True)
    postgres = Postgres(folder / "postgres")
    stack.callback(postgres.stop)
    postgres.start()
    return postgres.create("hearth")


def _redis(folder, stack):
    print("Starting Redis…", flush=True)
    redis = Redis(folder / "redis")
    stack.callback(redis.stop)
    redis.start()
    return redis.url


def _run(environment, *arguments):
    print("pytest", *arguments, flush=True)
    return subprocess.run([*PYTEST, *arguments], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
