"""The real site: a server process with its own data folder and port."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from e2e.shell import Shell

ROOT = Path(__file__).resolve().parent.parent
SERVE = [sys.executable, "manage.py", "serve"]
PASSWORD = "hearth-demo"
"Of each person that the tests make."
START_TIMEOUT = 30
"Seconds in which a started server must answer."
VARIABLES = (
    "DATABASE_URL",
    "REDIS_URL",
    "REDIS_PREFIX",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "ORIGINS",
    "HTTPS",
    "DEBUG",
)


class Site:
    """A site that can be prepared, started, killed and started again."""

    def __init__(self, folder, **variables):
        self.folder, self.variables = Path(folder), variables
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.folder / "server.log"
        self.process = self.opened_shell = None
        self.contexts = {}
        "The signed-in browser context of each person."

    @classmethod
    def prepared(cls, folder):
        """A site to copy, made in that folder by the first who asks for it."""
        site = cls(folder / "site")
        with (folder / "site.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not site.folder.exists():
                making = cls(folder / "site.part")
                making.folder.mkdir()
                making.prepare()
                making.folder.rename(site.folder)
        return site

    def prepare(self):
        """Create the database, the static files, the people and the rooms."""
        self._run("manage.py", "migrate", "-v0")
        self._run("manage.py", "collectstatic", "-v0", "--noinput")
        self._run("-m", "e2e.seed")

    def copy_to(self, folder, **variables):
        """A copy of this site, not started, with the same people and rooms."""
        shutil.copytree(self.folder, folder)
        return Site(folder, **variables)

    @contextmanager
    def running_copy(self, folder, **variables):
        """The same while it runs; at the end it must have logged no fault."""
        site = self.copy_to(folder, **variables)
        site.start()
        yield site
        site.stop()
        assert not site.faults()

    def start(self):
        self.launch()
        self.wait_until_up()

    def launch(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                SERVE, cwd=ROOT, env=self._environment(), stdout=log, stderr=log
            )

    def kill(self):
        """End the server without warning, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.opened_shell:
            self.opened_shell.end()
            self.opened_shell = None
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def manage(self, *command):
        """Run a management command in another process, as an operator would."""
        self._run("manage.py", *command)

    def shell(self, code):
        """Run Python code in another process, with all models imported; return what it prints."""
        if self.opened_shell is None:
            self.opened_shell = Shell(cwd=ROOT, env=self._environment())
        return self.opened_shell.run(code)

    def read(self, expression):
        """What the models say: a line for each value of the expression."""
        return self.shell(f"for value in {expression}: print(value)").splitlines()

    def wait_until(self, expression, lines):
        """Wait until the models say these lines."""
        deadline = time.monotonic() + START_TIMEOUT
        while (read := self.read(expression)) != lines:
            assert time.monotonic() < deadline, read
            time.sleep(0.05)

    def faults(self):
        """The traceback that the server logged; empty if there is none."""
        text = self.log.read_text()
        return text[max(text.find("Traceback") - 500, 0) :] if "Traceback" in text else ""

    def _run(self, *command):
        subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self._environment(),
            check=True,
            timeout=2 * START_TIMEOUT,
        )

    def _environment(self):
        inherited = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        return inherited | {
            "DJANGO_SETTINGS_MODULE": "site_config.settings",
            "DATA_DIR": str(self.folder),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            **self.variables,
        }

    def wait_until_up(self):
        deadline = time.monotonic() + START_TIMEOUT
        while not self._is_up():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not come up:\n{self.log.read_text()}")
            time.sleep(0.05)

    def _is_up(self):
        try:
            return urllib.request.urlopen(f"{self.url}/up", timeout=5).status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
