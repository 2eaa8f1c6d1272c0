"""HTTP requests and answers arrive complete, whatever the client does."""

import http.client
import socket
import struct
import zlib

import pytest

from tests.server.client import connect, handshake_request, read_all
from tests.server.edge_case_app import BIG_SIZE, CHUNK

BIG_CHECKSUM = zlib.crc32(CHUNK * (BIG_SIZE // len(CHUNK)))


@pytest.fixture
def client(server):
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    yield client
    client.close()


def request(client, method="GET", path="/", body=None, **headers):
    client.request(method, path, body, headers)
    response = client.getresponse()
    return response, response.read()


def test_slow_reader_gets_a_large_answer_complete(server, client):
    response, body = request(client, path="/big")
    assert (len(body), zlib.crc32(body)) == (BIG_SIZE, BIG_CHECKSUM)
    with connect(server.port, receive_buffer=4096) as slow:
        slow.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        body = read_all(slow).partition(b"\r\n\r\n")[2]
    assert (len(body), zlib.crc32(body)) == (BIG_SIZE, BIG_CHECKSUM)
    assert response.getheader("server") == "hearth"


def test_large_request_body_arrives_complete(client):
    body = bytes(range(256)) * 4_096
    _, answer = request(client, "POST", body=body)
    assert answer.decode() == f"{len(body)} {zlib.crc32(body)}"


def test_connection_is_reused_until_the_client_asks_to_close_it(client):
    request(client)
    first = client.sock
    response, _ = request(client, "POST", body=b"more")
    assert client.sock is first
    assert response.status == 200
    response, body = request(client, "HEAD", "/big")
    assert (response.getheader("content-length"), body) == (str(BIG_SIZE), b"")
    assert client.sock is first
    request(client, Connection="close")
    assert client.sock is None


def test_pipelined_requests_are_answered_in_order(server):
    one = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
    last = one.replace(b"Host", b"Connection: close\r\nHost")
    bodies = [b"a" * length for length in range(1, 40)]
    with connect(server.port) as pipeline:
        pipeline.sendall(b"".join(one % (len(body), body) for body in bodies) + last % (0, b""))
        answers = read_all(pipeline)
    lengths = [int(part.split()[0]) for part in answers.split(b"\r\n\r\n")[1:]]
    assert lengths == [*range(1, 40), 0]


def test_answer_without_a_length_is_chunked(client):
    response, body = request(client, "POST", "/endless", body=b"abc")
    assert response.getheader("transfer-encoding") == "chunked"
    assert body.decode() == f"3 {zlib.crc32(b'abc')}"


def test_client_that_disconnects_midway_does_not_affect_others(server, client):
    unfinished = [
        b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\n",
        handshake_request("/"),
    ]
    for data in unfinished:
        for disconnect in (close, half_close, reset):
            connection = connect(server.port)
            connection.sendall(data)
            disconnect(connection)
    with connect(server.port, receive_buffer=4096) as reading:
        reading.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        reading.recv(10)
    response, _ = request(client, path="/slow")
    assert response.status == 200


def close(connection):
    connection.close()


def half_close(connection):
    connection.shutdown(socket.SHUT_WR)
    read_all(connection)
    connection.close()


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
