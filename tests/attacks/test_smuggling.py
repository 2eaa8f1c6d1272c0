"""A request whose end is open to interpretation is refused, and what follows it is no request."""

from urllib.request import urlopen

import pytest

from tests.server.client import connect, handshake_request

SECOND = "GET /alive HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
"What must not be answered, as the request before it was refused."
SIZE = len(SECOND)
CHUNKED, LAST_CHUNK = "Transfer-Encoding: chunked", "0\r\n\r\n"


def get(*headers, line="GET /alive HTTP/1.1"):
    return "\r\n".join([line, "Host: 127.0.0.1", *headers, "", ""])


def post(*headers, body=""):
    return get(*headers, line="POST /accounts/login/ HTTP/1.1") + body


def chunks(text):
    return post(CHUNKED, body=text)


MALFORMED = {
    "a length and chunks": post(f"Content-Length: {5 + SIZE}", CHUNKED, body=LAST_CHUNK),
    "chunks and a length": post(CHUNKED, "Content-Length: 5", body=LAST_CHUNK),
    "two lengths, the first 0": post("Content-Length: 0", f"Content-Length: {SIZE}"),
    "two lengths, the second 0": post(f"Content-Length: {SIZE}", "Content-Length: 0"),
    "two lengths in one header": post(f"Content-Length: 0, {SIZE}"),
    "length with a plus": post("Content-Length: +0"),
    "length below 0": post("Content-Length: -1"),
    "length with an underscore": post("Content-Length: 1_0"),
    "length in hexadecimal": post("Content-Length: 0x0"),
    "length in Arabic digits": post("Content-Length: ٠"),
    "length that is empty": post("Content-Length: "),
    "space before the colon": post("Content-Length : 0"),
    "space before the colon of chunks": post("Transfer-Encoding : chunked", body=LAST_CHUNK),
    "unknown encoding": post("Transfer-Encoding: xchunked", body=LAST_CHUNK),
    "encoding around chunks": post("Transfer-Encoding: gzip, chunked", body=LAST_CHUNK),
    "encoding with a control character": post("Transfer-Encoding: \vchunked", body=LAST_CHUNK),
    "encoding that is none": post("Transfer-Encoding: identity", "Content-Length: 0"),
    "chunks, then no encoding": post(CHUNKED, "Transfer-Encoding: identity", body=LAST_CHUNK),
    "no encoding, then chunks": post("Transfer-Encoding: identity", CHUNKED, body=LAST_CHUNK),
    "chunk size of letters": chunks("xyz\r\nabc\r\n0\r\n\r\n"),
    "chunk size below 0": chunks("-1\r\nabc\r\n0\r\n\r\n"),
    "chunk size with a plus": chunks("+3\r\nabc\r\n0\r\n\r\n"),
    "chunk size with a prefix": chunks("0x3\r\nabc\r\n0\r\n\r\n"),
    "chunk size with an underscore": chunks("1_0\r\n0123456789012345\r\n0\r\n\r\n"),
    "chunk that is longer than it says": chunks("3\r\nabcdef\r\n0\r\n\r\n"),
    "chunks with line feeds alone": chunks("3\nabc\n0\n\n"),
    "header without a colon": get("nonsense"),
    "header that ends with a line feed alone": get("X-A: b\nContent-Length: 0"),
    "carriage return inside a header": get("X-A: b\rContent-Length: 0"),
    "null inside a header": get("X-A: b\0c"),
    "space before the first header": f"GET /alive HTTP/1.1\r\n {get()}",
    "too many headers": get(*["X-A: b"] * 2_000),
    "request line of 100,000 characters": get(line=f"GET /{'a' * 100_000} HTTP/1.1"),
    "header of 100,000 characters": get(f"X-A: {'a' * 100_000}"),
    "request line of four words": get(line="GET /alive too HTTP/1.1"),
    "no host": "GET /alive HTTP/1.1\r\n\r\n",
    "two hosts": get("Host: 127.0.0.1"),
    "no version": get(line="GET /alive"),
    "unknown version": get(line="GET /alive HTTP/9.9"),
    "null inside the method": get(line="GE\0T /alive HTTP/1.1"),
    "handshake with a length and chunks": handshake_request(
        "/ws/site/", **{"Content-Length": SIZE, "Transfer-Encoding": "chunked"}
    ).decode(),
}


@pytest.fixture(scope="module")
def served(prepared_site, tmp_path_factory):
    """The real site, one for all these requests."""
    with prepared_site.running_copy(tmp_path_factory.mktemp("smuggling") / "data") as site:
        yield site


def ask(site, text):
    """All that is answered until the server closes the connection."""
    answer = b""
    with connect(site.port) as connection:
        try:
            connection.sendall(text.encode())
            while part := connection.recv(65_536):
                answer += part
        except ConnectionError:
            pass
    return answer


@pytest.mark.parametrize("what", MALFORMED)
def test_malformed_request_is_refused_with_the_one_behind_it(served, what):
    answer = ask(served, MALFORMED[what] + SECOND)
    assert answer.count(b"HTTP/1.1") <= 1
    assert not answer or answer.startswith(b"HTTP/1.1 400")
    assert urlopen(f"{served.url}/alive").status == 200


def test_request_with_line_feeds_alone_is_not_answered(served):
    with connect(served.port) as connection:
        connection.sendall(SECOND.replace("\r\n", "\n").encode() + SECOND.encode())
        assert connection.recv(12) in (b"", b"HTTP/1.1 400")
    assert urlopen(f"{served.url}/alive").status == 200


def test_length_that_is_folded_into_the_next_line_is_one_length(served):
    """RFC 9112, 5.2: a folded line is refused, or read as if it were one."""
    folded = post("Connection: close", f"Content-Length:\r\n {SIZE}")
    assert ask(served, folded + SECOND).count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("path", ["/alive", "/accounts/login/"])
def test_address_of_another_site_in_the_request_line_is_not_served(served, path):
    line = f"GET http://evil.example{path} HTTP/1.1"
    answer = ask(served, get("Connection: close", line=line))
    assert answer.split()[1] in (b"400", b"404")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1@evil.example", "a b", "127.0.0.1:x"])
def test_other_host_is_refused_and_logged_without_a_traceback(served, host):
    line = "GET /accounts/login/ HTTP/1.1"
    answer = ask(served, f"{line}\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert not served.faults()


def test_program_of_the_first_version_needs_no_host(served):
    assert ask(served, "GET /alive HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200")
