import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.deploy.machine import Machine


@pytest.fixture(scope="module", autouse=True)
def usual_umask():
    """That of a machine; the site's settings, which these tests import, have their own."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def machine():
    """An empty folder for a machine of its own, with a short path, as sockets need it."""
    root = Path(tempfile.mkdtemp(prefix="hearth-deploy-"))
    machine = Machine(root)
    yield machine
    machine.stop()
    shutil.rmtree(root, ignore_errors=True)
