import subprocess
import sys

import pytest

from e2e.conftest import prepared_site
from e2e.server import ROOT, free_port

__all__ = ["prepared_site"]


class EdgeCaseServer:
    """A process that serves the application in edge_case_app.py with Hearth's server."""

    def __init__(self, folder):
        self.log = folder / "server.log"
        self.port = free_port()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.server.edge_case_app", str(self.port)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.process.stdout.readline()

    def stop(self):
        self.process.terminate()
        self.process.wait(15)
        self.process.stdout.close()


@pytest.fixture
def server(tmp_path):
    """An edge case server that must stop cleanly and log nothing."""
    server = EdgeCaseServer(tmp_path)
    yield server
    server.stop()
    assert server.process.returncode == 0
    assert server.log.read_text() == ""


@pytest.fixture
def killed_server(tmp_path):
    """An edge case server for a test that kills it."""
    server = EdgeCaseServer(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def site(prepared_site, tmp_path):
    """The real site, served with `manage.py serve`."""
    with prepared_site.running_copy(tmp_path / "data") as site:
        yield site
