"""PostgreSQL and Redis, each a private process on a free port with a temporary folder."""

import getpass
import glob
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
import redis

from e2e.server import free_port

START_TIMEOUT = 30
OURS = "tests"
END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> %s
"""
USER = "postgres"
"PostgreSQL refuses to run as root; Debian's package makes this user."


class Service:
    """A server process that belongs to the tests."""

    process = None
    ends_at = signal.SIGTERM

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.log = self.folder.parent / f"{type(self).__name__.lower()}-{self.port}.log"

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        deadline = time.monotonic() + START_TIMEOUT
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"It did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(self.ends_at)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


class Redis(Service):
    def __init__(self, folder, password=""):
        super().__init__(folder)
        self.password = password

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self):
        options = ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        options += ["--requirepass", self.password] if self.password else []
        return [_program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", *options]

    def answers(self):
        try:
            return self.client().ping()
        except redis.ConnectionError:
            return False

    def client(self):
        return redis.Redis(port=self.port, password=self.password or None, socket_timeout=2)


class Postgres(Service):
    """A cluster without passwords that only loopback reaches.

    fsync: "on" where its speed is measured, with Debian's settings.
    """

    ends_at = signal.SIGINT
    "At SIGTERM it would wait for its clients."

    def __init__(self, folder, max_connections=60, fsync="off"):
        super().__init__(folder)
        self.max_connections, self.fsync = max_connections, fsync
        self._as_user = []
        if os.geteuid() == 0:
            self._as_user = [_program("setpriv"), f"--reuid={USER}", "--clear-groups", "--"]
            _open_to_all(self.folder)
            shutil.chown(self.folder, USER)

    def url(self, database="postgres"):
        user = USER if self._as_user else getpass.getuser()
        return f"postgres://{user}@127.0.0.1:{self.port}/{database}"

    def command(self):
        data = self.folder / "data"
        if not data.exists():
            initdb = [_program("initdb"), "-D", str(data), "-A", "trust", "-E", "UTF8", "--no-sync"]
            subprocess.run([*self._as_user, *initdb], check=True, capture_output=True)
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": self.fsync,
            "max_connections": self.max_connections,
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        postgres = [_program("postgres"), "-D", str(data), "-p", str(self.port), *settings]
        return [*self._as_user, *postgres]

    def answers(self):
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def run(self, sql, database="postgres"):
        """Run one statement outside a transaction; return its rows, if it has any."""
        url = self.url(database)
        with psycopg.connect(url, autocommit=True, connect_timeout=2) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def exhausted(self):
        """Leave no connection to anybody else, until the block ends."""
        with ExitStack() as taken:
            own = taken.enter_context(psycopg.connect(self.url(), autocommit=True))
            while own.execute(END_OTHERS, [OURS]).fetchall():
                with suppress(psycopg.OperationalError):
                    while True:
                        taken.enter_context(psycopg.connect(self.url(), application_name=OURS))
            yield

    def dump(self, database, path):
        """Back the database up into a file."""
        self._run("pg_dump", "--format=custom", f"--file={path}", self.url(database))

    def restore(self, database, path):
        """Put the back-up in the place of what the database has, in one transaction."""
        options = "--clean", "--if-exists", "--single-transaction"
        self._run("pg_restore", *options, f"--dbname={self.url(database)}", path)

    def _run(self, name, *arguments):
        subprocess.run([_program(name), *arguments], check=True, timeout=START_TIMEOUT)

    def create(self, name, template="template0"):
        """A new database, perhaps a copy of another one; returns its URL."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)


def _open_to_all(folder):
    """Let the other user through the folders above, which are the tests' own."""
    for parent in folder.parents:
        if parent in (Path("/"), Path(tempfile.gettempdir())):
            return
        parent.chmod(parent.stat().st_mode | 0o011)


def find_program(name):
    """Its path: on PATH, or where Debian keeps the servers; None if it is not installed."""
    newest = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=_version)[-1:]
    return shutil.which(name) or shutil.which(f"/usr/sbin/{name}") or next(iter(newest), None)


def _program(name):
    if found := find_program(name):
        return found
    raise RuntimeError(f"{name} is not installed; .ci/services installs it as root")


def _version(path):
    return int(path.split("/")[4].split(".")[0])
