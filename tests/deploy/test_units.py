"""The unit files, as systemd reads them."""

import os
import re
import subprocess

import pytest

from site_config.server.shutdown import TIMEOUT
from tests.deploy.machine import program
from tests.deploy.moved import DEPLOY
from tests.deploy.stand_ins import write_program
from tests.deploy.units import Unit

pytestmark = pytest.mark.stack

UNITS = "hearth@.service", "hearth-prepare.service"
INSTANCES = "hearth@8001.service", "hearth-prepare.service"


@pytest.fixture(scope="module")
def installed(machine):
    """The units with a Python where they look for it; returns their folder."""
    for name in UNITS:
        machine.write(f"/etc/systemd/system/{name}", (DEPLOY / name).read_text())
    machine.write("/etc/hearth.env", (DEPLOY / "hearth.env.example").read_text())
    folder = machine.path("/opt/hearth/.venv/bin")
    folder.mkdir(parents=True)
    write_program(folder / "python", "exit 0")
    return machine.path("/etc/systemd/system")


def analyze(folder, *arguments):
    environment = os.environ | {"SYSTEMD_UNIT_PATH": f"{folder}:"}
    command = [program("systemd-analyze"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("name", INSTANCES)
def test_systemd_finds_nothing_wrong(installed, name):
    result = analyze(installed, "verify", "--man=no", "--recursive-errors=no", name)
    assert (result.returncode, result.stderr) == (0, "")


def test_systemd_finds_a_wrong_line(installed):
    text = (DEPLOY / UNITS[1]).read_text().replace("ProtectHome=", "ProtectHouse=")
    (installed / "wrong.service").write_text(text)
    assert "ProtectHouse" in analyze(installed, "verify", "--man=no", "wrong.service").stderr


@pytest.mark.parametrize("name", UNITS)
def test_exposure_is_low(installed, name):
    """Of systemd's ten; a service without any of these lines has 9.6."""
    options = "--offline=yes", "--threshold=20", "--no-pager"
    result = analyze(installed, "security", *options, str(installed / name))
    assert result.returncode == 0, result.stdout + result.stderr


def test_both_units_have_the_same_sandbox():
    serve, prepare = (re.search(r"^UMask.*?\n\n", text(name), re.M | re.S)[0] for name in UNITS)
    assert serve == prepare


def text(name):
    return (DEPLOY / name).read_text()


def test_a_stop_waits_until_the_site_has_stopped_by_itself(installed):
    unit = Unit(installed.parent.parent.parent, "hearth@8001")
    assert unit.all("KillSignal") == ["SIGTERM"]
    assert float(unit.all("TimeoutStopSec")[0]) > TIMEOUT + 1
