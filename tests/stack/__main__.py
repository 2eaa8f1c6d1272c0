"""Runs tests on PostgreSQL and Redis: given by DATABASE_URL and REDIS_URL, or private ones."""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.stack.services import Postgres, Redis

ON_THE_STACK = [
    *(f"tests/{name}" for name in ["models", "live", "chat", "notifications", "presence", "site"]),
    *("tests/test_doors.py", "tests/test_permissions.py"),
]
PROCESSES, IN_A_BROWSER = ["tests/stack", "tests/deploy"], "e2e/stack"
PYTEST = [sys.executable, "-m", "pytest", "-m", "stack or not stack"]


def main(arguments):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-stack-")))
        database = os.environ.get("DATABASE_URL") or _postgres(folder, stack)
        redis = os.environ.get("REDIS_URL") or _redis(folder, stack)
        environment = os.environ | {"DATABASE_URL": database, "HEARTH_STACK_REDIS": redis}
        if arguments:
            return _run(environment, *arguments)
        parallel = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
        runs = [*parallel, *ON_THE_STACK], [*PROCESSES], [IN_A_BROWSER]
        return max(_run(environment, *run) for run in runs)


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
