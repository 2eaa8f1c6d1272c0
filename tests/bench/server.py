"""Starts a server process on a free port, and ends it when it has been measured."""

import os
import resource
import socket
import subprocess
import time
from contextlib import contextmanager


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def raise_open_file_limit():
    """Let this process and its children open as many files as the system permits; return it."""
    _, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    return limit


@contextmanager
def serving(port, *command, log, **environment):
    """Run the command until the block ends; the value is its process id.

    Raises RuntimeError if it does not start.
    """
    with open(log, "ab") as out:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=out, stderr=out
        )
    try:
        _wait_for(port, process, log)
        yield process.pid
    finally:
        process.kill()  # a clean shutdown takes time and is not measured
        process.wait()


def _wait_for(port, process, log):
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The server does not answer. Its output is in {log}")
