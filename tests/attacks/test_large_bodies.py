"""A body that is larger than it may be is refused before it is taken in."""

import pytest

from tests.server.client import connect, handshake_request, read_all

MIB = 1024 * 1024
HEAD = "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{}\r\n\r\n"


def ask(site, *headers):
    connection = connect(site.port)
    connection.sendall(HEAD.format("\r\n".join(headers)).encode())
    return connection


def status(connection):
    with connection:
        return int(read_all(connection).split()[1])


@pytest.mark.parametrize("more", [[], ["Expect: 100-continue"]])
def test_large_length_is_refused_from_the_headers(site, more):
    assert status(ask(site, f"Content-Length: {400 * MIB}", *more)) == 413


def test_body_of_the_largest_size_is_taken_and_one_byte_more_is_not(site):
    for size, expected in ((MIB, 403), (MIB + 1, 413)):  # 403: it has no CSRF token
        connection = ask(site, f"Content-Length: {size}")
        connection.sendall(bytes(size))
        assert status(connection) == expected


def test_client_that_sends_all_of_it_before_it_reads_gets_the_answer(site):
    connection = ask(site, f"Content-Length: {8 * MIB}")
    connection.sendall(bytes(8 * MIB))
    assert status(connection) == 413


def test_chunks_are_refused_as_soon_as_they_pass_the_limit(site):
    connection = ask(site, "Transfer-Encoding: chunked")
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    for _ in range(16):
        connection.sendall(chunk)
    connection.sendall(b"1\r\n")
    connection.sendall(b"x\r\n0\r\n\r\n")
    assert status(connection) == 413


def test_handshake_with_a_body_is_refused(site):
    request = handshake_request("/ws/rooms/lobby/", **{"Content-Length": 100_000})
    with connect(site.port) as connection:
        connection.sendall(request + bytes(100_000))
        assert read_all(connection).startswith(b"HTTP/1.1 413")


def test_rest_of_a_refused_body_is_no_request(site):
    with ask(site, f"Content-Length: {2 * MIB}") as connection:
        connection.sendall(bytes(2 * MIB) + b"GET /alive HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert read_all(connection).count(b"HTTP/1.1") == 1
