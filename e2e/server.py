"""The site as people meet it: a server process with a data folder and a port of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVE = [sys.executable, "manage.py", "serve"]
PATIENCE = 30
"Seconds that a server may take to answer for the first time."
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "ORIGINS", "HTTPS", "DEBUG")


class Site:
    """A site that can be prepared, started, killed and started again."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.folder / "server.log"
        self.process = None
        self.browsers = {}

    def prepare(self):
        """Make the database, the static files, the people and the rooms."""
        self._run("manage.py", "migrate", "-v0")
        self._run("manage.py", "collectstatic", "-v0", "--noinput")
        self._run("-m", "e2e.seed")

    def copy_to(self, folder):
        """Another site, not started, that begins with the same people and rooms."""
        shutil.copytree(self.folder, folder)
        return Site(folder)

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                SERVE, cwd=ROOT, env=self._environment(), stdout=log, stderr=log
            )
        self._wait_until_up()

    def kill(self):
        """End the server in the middle of whatever it does, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def manage(self, *command):
        """Run a command of the site in another process, as an operator would."""
        self._run("manage.py", *command)

    def shell(self, code):
        self.manage("shell", "-v0", "-c", code)

    def faults(self):
        """What the server logged about its own mistakes."""
        text = self.log.read_text()
        return text[max(text.find("Traceback") - 500, 0) :] if "Traceback" in text else ""

    def _run(self, *command):
        whole = [sys.executable, *command]
        subprocess.run(whole, cwd=ROOT, env=self._environment(), check=True, timeout=2 * PATIENCE)

    def _environment(self):
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return inherited | {
            "DJANGO_SETTINGS_MODULE": "site_config.settings",
            "DATA_DIR": str(self.folder),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
        }

    def _wait_until_up(self):
        end = time.monotonic() + PATIENCE
        while not self._is_up():
            if self.process.poll() is not None or time.monotonic() > end:
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
