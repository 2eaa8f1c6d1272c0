"""One POST to an address that somebody else chose."""

import ssl
from functools import cache
from http.client import HTTPConnection, HTTPException
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext

from rooms.webhooks.addresses import Unreachable, connect
from rooms.webhooks.deadline import Deadline, TimedSocket

WITHIN = 5
"Seconds from looking up the name to the last byte of the answer."
MAX_BODY = 64 * 1024
PORTS = {"http": 80, "https": 443}


class Answer(NamedTuple):
    """body: None if it is longer than MAX_BODY."""

    code: int
    content_type: str
    body: bytes | None
    milliseconds: int

    @property
    def is_success(self):
        return 200 <= self.code < 300

    @property
    def is_redirect(self):
        return 300 <= self.code < 400


def post(address: str, body: bytes, headers: dict) -> Answer:
    """Post the body, and read the answer. No redirect is followed. Raises Unreachable."""
    began, deadline = monotonic(), Deadline(WITHIN)
    try:
        code, content_type, text = _exchange(urlsplit(address), body, headers, deadline)
    except TimeoutError:
        text = gettext("There was no whole answer within %(seconds)d seconds.")
        raise Unreachable(text % {"seconds": WITHIN}) from None
    except ssl.SSLError as error:
        raise Unreachable(_reason_of(error)) from None
    except (OSError, HTTPException, ValueError) as error:
        text = gettext("The connection failed: %(error)s")
        raise Unreachable(text % {"error": f"{type(error).__name__}: {error}"}) from None
    milliseconds = round((monotonic() - began) * 1000)
    return Answer(code, content_type, text if len(text) <= MAX_BODY else None, milliseconds)


def _exchange(url, body, headers, deadline):
    host, port = url.hostname, url.port or PORTS[url.scheme]
    with connect(host, port, deadline) as plain:
        if url.scheme == "https":
            plain.settimeout(deadline.left())
            with tls().wrap_socket(plain, server_hostname=host) as connection:
                return _ask(connection, url, body, headers, deadline)
        return _ask(plain, url, body, headers, deadline)


def _ask(connection, url, body, headers, deadline):
    client = HTTPConnection(url.hostname, url.port or PORTS[url.scheme])
    client.sock = TimedSocket(connection, deadline)
    target = iri_to_uri(f"{url.path or '/'}?{url.query}" if url.query else url.path or "/")
    host = url.netloc.rpartition("@")[2]
    client.request("POST", target, body, {"Host": host, "Connection": "close"} | headers)
    response = client.getresponse()
    content_type = response.headers.get_content_type()
    return response.status, content_type, response.read(MAX_BODY + 1)


def _reason_of(error):
    text = gettext("The certificate of the address is not valid: %(error)s")
    return text % {"error": getattr(error, "verify_message", "") or error.reason or error}


@cache
def tls() -> ssl.SSLContext:
    return ssl.create_default_context()
