import shutil
import tempfile
from pathlib import Path

import pytest

from tests.deploy.machine import Machine


@pytest.fixture(scope="module")
def machine():
    """An empty folder for a machine of its own, with a short path, as sockets need it."""
    root = Path(tempfile.mkdtemp(prefix="hearth-deploy-"))
    machine = Machine(root)
    yield machine
    machine.stop()
    shutil.rmtree(root, ignore_errors=True)
