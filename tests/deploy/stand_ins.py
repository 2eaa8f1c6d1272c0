"""Programs that would change the machine, as an operator's commands call them.

`python -m tests.deploy.stand_ins ROOT PROGRAM …` does the same below the folder ROOT, or nothing.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from tests.deploy.certificate import make_certificate
from tests.deploy.moved import REPOSITORY
from tests.deploy.units import Unit

VENV = Path(sys.prefix)


def nothing(root, *arguments):
    """What it would do is done already, or is not needed here."""


def runuser(root, option, user, dashes, *command):
    """Run the command as whoever runs the tests."""
    os.execvp(command[0], command)


def git(root, command, *arguments):
    """A clone is a copy of this work tree, moved; there is nothing to pull."""
    if command == "clone":
        shutil.copytree(root / "source", arguments[-1])


def python3(root, *arguments):
    """A new virtual environment is the one in which the tests run."""
    if arguments[:2] != ("-m", "venv"):
        os.execv(sys.executable, [sys.executable, *arguments])
    folder = Path(arguments[2], "bin")
    folder.mkdir(parents=True)
    write_program(folder / "python", f'exec {VENV}/bin/python "$@"')
    write_program(folder / "pip", "exit 0")


def certbot(root, *arguments):
    """A certificate that is signed by itself."""
    (name,) = [each.partition("=")[2] for each in arguments if each.startswith("--domain=")]
    folder = root / "etc/letsencrypt/live" / name
    folder.mkdir(parents=True)
    make_certificate(folder, name)


def nginx(root, *arguments):
    """The real one, not this stand-in of the same name."""
    path = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    os.execv(path, [path, "-c", f"{root}/etc/nginx/nginx.conf", *arguments])


def systemctl(root, command, *units):
    """Start, stop and restart the units' own lines; reload nginx."""
    units = [unit for unit in units if unit != "--now"]
    if command == "reload":
        assert units == ["nginx"], units
        return os.kill(int((root / "run/nginx.pid").read_text()), signal.SIGHUP)
    for name in units:
        unit = Unit(root, name)
        {"enable": unit.start, "restart": unit.restart, "stop": unit.stop}[command]()


PROGRAMS = {
    "apt-get": nothing,
    "adduser": nothing,
    "runuser": runuser,
    "git": git,
    "python3": python3,
    "certbot": certbot,
    "nginx": nginx,
    "systemctl": systemctl,
}


def install(root):
    """Write the programs into a folder for the front of PATH; return that."""
    folder = root / "stand-ins"
    folder.mkdir()
    for name in PROGRAMS:
        call = f'exec {sys.executable} -P -m tests.deploy.stand_ins {root} {name} "$@"'
        write_program(folder / name, f"PYTHONPATH={REPOSITORY} {call}")
    return folder


def write_program(path, line):
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


if __name__ == "__main__":
    root, program, *arguments = sys.argv[1:]
    PROGRAMS[program](Path(root), *arguments)
