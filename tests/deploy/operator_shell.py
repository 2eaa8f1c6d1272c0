"""Who follows a document: a root shell on a machine of the tests."""

import shutil
import subprocess

from tests.deploy import stand_ins
from tests.deploy.machine import program
from tests.deploy.moved import DEPLOY, REPOSITORY

TIMEOUT = 120
"Seconds that all commands of a document may take together."


class Operator:
    """Types commands into a shell of the machine, all in one folder and with one site's name."""

    def __init__(self, machine):
        self.machine, self.programs = machine, stand_ins.install(machine.root)

    def type(self, commands):
        """Run the commands; return what they print. Fails at the first that fails."""
        return subprocess.run(
            ["bash", "-eu", "-o", "pipefail"],
            input=self.machine.text(commands),
            env=self._environment(),
            cwd=self.machine.root,
            text=True,
            capture_output=True,
            timeout=TIMEOUT,
        )

    def _environment(self):
        sockets = self.machine.path("/var/run/postgresql")
        binaries = program("initdb").rpartition("/")[0]
        folders = [self.programs, self.machine.path("/usr/local/bin"), binaries]
        path = ":".join([*map(str, folders), "/usr/sbin:/usr/bin:/sbin:/bin"])
        return {"PATH": path, "PGHOST": str(sockets), "PGUSER": "postgres", "LANG": "C.UTF-8"}


def copy_source(machine):
    """What `git clone` brings: the files of this work tree, moved."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    for name in filter(None, names.stdout.split("\0")):
        source, target = REPOSITORY / name, machine.path(f"/source/{name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_file():
            shutil.copy(source, target)
    for source in DEPLOY.iterdir():
        target = machine.path(f"/source/deploy/{source.name}")
        target.write_text(machine.text(source.read_text()))
