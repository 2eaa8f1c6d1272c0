"""nginx as deploy/nginx.conf sets it up, before the processes of a stack."""

import re
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from tests.deploy.machine import Machine
from tests.deploy.moved import DEPLOY
from tests.deploy.visitor import trusting
from tests.stack.services import find_program

SERVERS = re.compile(r"(?: +server 127\.0\.0\.1:.*\n)+")


class Nginx(Machine):
    """`url`: where pages are asked for, over TLS."""

    def start(self, ports):
        """Stand before these processes."""
        servers = "".join(f"    server 127.0.0.1:{port} max_fails=0;\n" for port in ports)
        self.install_site(SERVERS.sub(servers, (DEPLOY / "nginx.conf").read_text(), count=1))
        self.start_nginx()

    def tls(self):
        return trusting(self.certificate)


@contextmanager
def nginx_if(is_wanted):
    """An nginx that is not started; None if it is not wanted or not installed."""
    with TemporaryDirectory(prefix="hearth-nginx-") as folder:
        yield Nginx(folder) if is_wanted and find_program("nginx") else None
