"""Connections that do nothing keep nobody out, and fill no log."""

import socket
import time
from contextlib import ExitStack, suppress
from urllib.request import urlopen

import pytest

from e2e.server import SERVE
from tests.server.client import connect, handshake_request, read_all, signed_in_headers

FULL = "is the most"


@pytest.fixture
def limited_site(prepared_site, tmp_path, monkeypatch):
    """Starts the site with a limit of open files, as `ulimit` takes it, and with settings."""
    with ExitStack() as started:

        def start(ulimit="-Sn 1024", **variables):
            command = f'ulimit {ulimit} && exec "$@"'
            monkeypatch.setattr("e2e.server.SERVE", ["sh", "-c", command, "sh", *SERVE])
            return started.enter_context(prepared_site.running_copy(tmp_path / "data", **variables))

        yield start


@pytest.fixture
def silent():
    """Opens connections that send nothing, and closes them at the end."""
    with ExitStack() as opened:
        yield lambda site, count: [opened.enter_context(connect(site.port)) for _ in range(count)]


def is_alive(site):
    return urlopen(f"{site.url}/alive", timeout=10).status == 200


def wait_until_served(site):
    """The server may learn of a close a moment later."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with suppress(OSError):
            return is_alive(site)
    raise AssertionError("nobody was served")


def was_closed(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def connect_from(address, site):
    return socket.create_connection(("127.0.0.1", site.port), 10, (address, 0))


def test_more_connections_than_the_usual_limit_of_open_files_are_served(limited_site, silent):
    site = limited_site("-Sn 200")
    silent(site, 300)
    assert is_alive(site)
    assert len(site.log.read_text().splitlines()) < 5


def test_site_without_file_handles_left_waits_with_one_line_in_the_log(limited_site, silent):
    site = limited_site("-n 300", CONNECTIONS_PER_ADDRESS="5000")
    connections = silent(site, 150)
    others = [connect_from("127.0.0.2", site) for _ in range(150)]
    while FULL not in site.log.read_text():
        others.append(connect_from("127.0.0.2", site))
    for connection in [*connections, *others]:
        connection.close()
    assert is_alive(site)
    assert site.log.read_text().count("connections") == 1


def test_one_address_may_have_so_many_connections_and_the_next_one_as_well(limited_site, silent):
    site = limited_site(CONNECTIONS_PER_ADDRESS="20")
    first, *_ = silent(site, 20)
    (refused,) = silent(site, 1)
    assert was_closed(refused)
    with connect_from("127.0.0.2", site) as other:
        other.sendall(b"GET /alive HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert read_all(other).startswith(b"HTTP/1.1 200")
    first.close()
    wait_until_served(site)


def test_behind_a_proxy_the_address_that_it_reports_counts(limited_site, silent):
    site = limited_site(CONNECTIONS_PER_ADDRESS="3", BEHIND_PROXY="1")
    headers = signed_in_headers(site.url, "ana")

    def knock(address):
        (connection,) = silent(site, 1)
        forwarded = headers | {"X-Forwarded-For": f"198.51.100.9, {address}"}
        connection.sendall(handshake_request("/ws/rooms/lobby/", **forwarded))
        return int(connection.recv(12).split()[1])

    assert [knock("192.0.2.1") for _ in range(3)] == [101, 101, 101]
    assert knock("192.0.2.1") == 503
    assert knock("192.0.2.2") == 101
    silent(site, 5)
    assert is_alive(site)
