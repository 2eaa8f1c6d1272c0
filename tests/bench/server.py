"""A server process of its own, on a free port, for as long as it is measured."""

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


def allow_many_sockets():
    """Let this process and those that it starts open as many as the system permits; how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


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
        process.kill()  # its farewell takes time and is not what is measured
        process.wait()


def _wait_for(port, process, log):
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The server does not answer; its last words are in {log}")
