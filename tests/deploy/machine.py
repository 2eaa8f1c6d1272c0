"""A private Debian: PostgreSQL, Redis and nginx as their packages start them, below one folder."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.deploy.certificate import make_certificate
from tests.deploy.moved import NAME, REPOSITORY, Moved
from tests.stack.services import find_program

TIMEOUT = 30
TEMPORARY = "client_body", "proxy", "fastcgi", "uwsgi", "scgi"
USER = re.compile(r"^user .*\n", re.M)
DEFAULT_SITE = "server { listen 80 default_server; root /var/www/html; }\n"


def program(name):
    """The path of a program. Skips the test where it is not installed."""
    found = find_program(name)
    return found or pytest.skip(f"{name} is not installed (see docs/deploy.md for the packages)")


class Machine(Moved):
    """Its services are started one by one and end together, with `stop`."""

    def __init__(self, root):
        super().__init__(root)
        self.root.chmod(0o755)
        self.services = []

    def start_postgres(self):
        """A cluster that trusts everybody who reaches its socket."""
        data, sockets = self.path("/var/lib/postgresql"), self.path("/var/run/postgresql")
        user = "postgres" if os.geteuid() == 0 else None
        for folder in (data, sockets):
            folder.mkdir(parents=True)
            if user:
                shutil.chown(folder, user)
        initdb = [program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"]
        subprocess.run(initdb, check=True, user=user, capture_output=True, cwd="/")
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-k", sockets]
        self._start("postgres", [program("postgres"), "-D", data, *options], user=user)
        ready = [program("pg_isready"), "-q", "-h", sockets]
        self._until("postgres", lambda: subprocess.run(ready).returncode == 0)

    def start_redis(self):
        port = self.ports["6379"]
        options = ["--bind", "127.0.0.1", "--save", "", "--dir", self.root]
        self._start("redis", [program("redis-server"), "--port", port, *options])
        ready = [program("redis-cli"), "-p", port, "ping"]
        self._until("redis", lambda: b"PONG" in subprocess.run(ready, capture_output=True).stdout)

    def install_nginx(self):
        """Debian's configuration, with one site that answers on port 80."""
        program("nginx"), program("openssl")
        text = Path("/etc/nginx/nginx.conf").read_text()
        self.write("/etc/nginx/nginx.conf", text if os.geteuid() == 0 else USER.sub("", text))
        shutil.copy("/etc/nginx/mime.types", self.path("/etc/nginx"))
        temporary = [f"{name}_temp_path /var/lib/nginx/{name};\n" for name in TEMPORARY]
        self.write("/etc/nginx/conf.d/temporary.conf", "".join(temporary))
        self.write("/etc/nginx/sites-enabled/default", DEFAULT_SITE)
        for folder in ("/etc/nginx/sites-available", "/var/log/nginx", "/var/lib/nginx", "/run"):
            self.path(folder).mkdir(parents=True, exist_ok=True)

    def install_site(self, text):
        """A site file of nginx, with a certificate for localhost."""
        self.install_nginx()
        site = self.text(text).replace(NAME, "localhost")
        self.path("/etc/nginx/sites-enabled/default").write_text(site)
        folder = self.path("/etc/letsencrypt/live/localhost")
        folder.mkdir(parents=True)
        make_certificate(folder, "localhost")
        page = "deploy/unavailable.html"
        self.write(f"/opt/hearth/{page}", (REPOSITORY / page).read_text())
        self.certificate = folder / "fullchain.pem"

    def start_nginx(self):
        self._start("nginx", [*self.nginx_command(), "-g", "daemon off;"])
        self._until("nginx", self.path("/run/nginx.pid").exists)

    def nginx_command(self):
        return [program("nginx"), "-c", self.path("/etc/nginx/nginx.conf")]

    def log(self, name):
        return self.path(f"/var/log/{name}.log").read_text()

    def stop(self):
        for service in reversed(self.services):
            service.send_signal(signal.SIGINT)  # PostgreSQL would wait for its clients at SIGTERM
            service.wait(TIMEOUT)

    def _start(self, name, command, user=None):
        self.path("/var/log").mkdir(parents=True, exist_ok=True)
        with self.path(f"/var/log/{name}.log").open("a") as log:
            service = subprocess.Popen(
                list(map(str, command)), stdout=log, stderr=log, user=user, cwd="/"
            )
        self.services.append(service)

    def _until(self, name, is_ready):
        deadline = time.monotonic() + TIMEOUT
        while not is_ready():
            if self.services[-1].poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} did not start:\n{self.log(name)}")
            time.sleep(0.05)
