"""Who has not been let in yet takes little, and who has gone nothing."""

import re
import socket
import sqlite3
import time
from contextlib import contextmanager, suppress
from urllib.request import urlopen

import pytest

from tests.attacks.visitor import Visitor
from tests.server.client import Page, connect, handshake_request
from tests.server.test_websocket_transport import send_until_blocked

CONNECTS = re.compile(r"^hearth_connects_total\S* (\S+)$", re.MULTILINE)


@pytest.fixture
def busy_site(prepared_site, tmp_path):
    """A site whose database can be locked, so that nobody is let in meanwhile."""
    variables = {"METRICS_NETWORKS": "127.0.0.1/32", "CONNECTIONS_PER_ADDRESS": "5000"}
    with prepared_site.running_copy(tmp_path / "data", **variables) as site:
        yield site


@contextmanager
def locked(site):
    database = sqlite3.connect(site.folder / "hearth.sqlite3", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    yield
    database.execute("ROLLBACK")
    database.close()


def knock(site, headers):
    connection = connect(site.port)
    connection.sendall(handshake_request("/ws/rooms/lobby/", **headers))
    return connection


def test_connection_that_waits_is_read_no_further(busy_site):
    headers = Visitor.signed_in(busy_site, "ana").socket_headers
    with locked(busy_site), knock(busy_site, headers) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32_768)
        connection.setblocking(False)
        assert send_until_blocked(connection, bytes(10_000_000)) < 1_000_000


def test_second_handshake_before_the_first_is_answered_opens_nothing(busy_site):
    headers = Visitor.signed_in(busy_site, "ana").socket_headers
    with locked(busy_site):
        connection = knock(busy_site, headers)
        assert urlopen(f"{busy_site.url}/alive").status == 200  # the knock was heard before
        connection.sendall(handshake_request("/ws/rooms/lobby/", **headers))
    answer = b""
    with connection, suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 101")
    assert answer.count(b"HTTP/1.1") == 1


async def test_those_who_have_gone_are_not_let_in(busy_site):
    headers = Visitor.signed_in(busy_site, "ana").socket_headers
    with locked(busy_site):
        for connection in [knock(busy_site, headers) for _ in range(300)]:
            connection.close()
    page = await Page.open(f"{busy_site.url.replace('http', 'ws')}/ws/rooms/lobby/", **headers)
    assert 1 <= connects(busy_site) < 150
    await page.disconnect()


def connects(site):
    """What the site counts once a second."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        text = urlopen(f"{site.url}/metrics", timeout=10).read().decode()
        if total := sum(map(float, CONNECTS.findall(text))):
            return total
    raise AssertionError("no connect was counted")


def test_those_who_come_when_too_many_wait_are_told_to_come_back(busy_site):
    headers = Visitor.signed_in(busy_site, "ana").socket_headers
    with locked(busy_site):
        waiting = [knock(busy_site, headers) for _ in range(2_000)]
        with knock(busy_site, headers) as late:
            assert late.recv(12) == b"HTTP/1.1 503"
    for connection in waiting:
        connection.close()
