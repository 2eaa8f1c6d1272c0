import subprocess
import sys

import pytest

from e2e.server import ROOT, Site, free_port


class Odd:
    """A process that serves the odd application."""

    def __init__(self, folder):
        self.log = folder / "odd.log"
        self.port = free_port()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.server.odd", str(self.port)],
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
def odd(tmp_path):
    """The odd application on Hearth's server; it ends well and has complained of nothing."""
    odd = Odd(tmp_path)
    yield odd
    odd.stop()
    assert odd.process.returncode == 0
    assert odd.log.read_text() == ""


@pytest.fixture
def odd_that_is_killed(tmp_path):
    """The same, but for a test that does not let it end well."""
    odd = Odd(tmp_path)
    yield odd
    odd.stop()


@pytest.fixture(scope="session")
def prepared_site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    site.prepare()
    return site


@pytest.fixture
def site(prepared_site, tmp_path):
    """The real site, served with `manage.py serve`."""
    site = prepared_site.copy_to(tmp_path / "data")
    site.start()
    yield site
    site.stop()
    assert not site.faults()
