"""The lines of a systemd unit file, and their processes without systemd."""

import os
import shlex
import subprocess
import time
from pathlib import Path

import psutil


class Unit:
    """One unit of a folder, such as hearth@8001 of hearth@.service."""

    def __init__(self, root, name):
        self.root, self.name = Path(root), name.removesuffix(".service")
        template, at, self.instance = self.name.partition("@")
        text = (self.root / "etc/systemd/system" / f"{template}{at}.service").read_text()
        lines = [line.partition("=") for line in text.splitlines() if line[:1].isalpha()]
        self.lines = [(key, value.replace("%i", self.instance)) for key, _, value in lines]
        self.pid_file = self.root / "run" / f"{self.name}.pid"

    def all(self, key):
        return [value for name, value in self.lines if name == key]

    def start(self):
        """Start it and wait as systemd does: for a oneshot's end, else for ExecStartPost."""
        (command,) = self.all("ExecStart")
        if "oneshot" in self.all("Type"):
            self._run(command)
        elif not self.process():
            self.pid_file.parent.mkdir(exist_ok=True)
            self.pid_file.write_text(str(self._popen(command).pid))
            for command in self.all("ExecStartPost"):
                self._run(command)

    def stop(self):
        """Send SIGTERM and wait. Raises TimeoutError where systemd would kill it."""
        if process := self.process():
            process.terminate()
            deadline = time.monotonic() + float(self.all("TimeoutStopSec")[0])
            while self.process():
                if time.monotonic() > deadline:
                    process.kill()
                    raise TimeoutError(f"{self.name} did not stop by itself")
                time.sleep(0.02)
        self.pid_file.unlink(missing_ok=True)

    def restart(self):
        if "oneshot" not in self.all("Type"):
            self.stop()
        self.start()

    def process(self):
        """The process that runs, or None."""
        try:
            process = psutil.Process(int(self.pid_file.read_text()))
            return None if process.status() == psutil.STATUS_ZOMBIE else process
        except (FileNotFoundError, psutil.NoSuchProcess):
            return None

    def _run(self, command):
        if code := self._popen(command).wait(120):
            raise SystemExit(f"{self.name}: {command} ended with {code}; see {self._log()}")

    def _popen(self, command):
        self._log().parent.mkdir(parents=True, exist_ok=True)
        with self._log().open("a") as log:
            return subprocess.Popen(
                shlex.split(command),
                cwd=self.all("WorkingDirectory")[0],
                env=self._environment(),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _log(self):
        return self.root / "var/log" / f"{self.name}.log"

    def _environment(self):
        """Little is inherited. A line of the file wins over one of the unit, as in systemd."""
        lines = self.all("Environment")
        for path in self.all("EnvironmentFile"):
            lines += [line for line in Path(path).read_text().splitlines() if line[:1].isalpha()]
        environment = dict(line.split("=", 1) for line in lines)
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | environment
