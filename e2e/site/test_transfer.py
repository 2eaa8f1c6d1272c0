"""What travels when a page is opened: all of it packed, and what never changes only once."""

import gzip
import re
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from tests.cast import PASSWORD

FIRST_VISIT, SECOND_VISIT = 60_000, 15_000
"Bytes, headers included."
LINKED = re.compile(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"')


class Reader:
    """Somebody at a browser that understands gzip and keeps what it may keep."""

    def __init__(self, site, name):
        self.site, self.cookies, self.kept, self.transferred = site, {}, {}, 0
        html = self.ask("/accounts/login/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
        form = {"csrfmiddlewaretoken": token, "username": name, "password": PASSWORD}
        self.ask("/accounts/login/", "POST", urlencode(form))

    def visit(self, path):
        """Open a page with all that it links to; return the bytes that came."""
        self.transferred = 0
        _, html = self.ask(path)
        for address in LINKED.findall(html):
            if address not in self.kept:
                answer, _ = self.ask(urlsplit(urljoin(path, address)).path)
                if "immutable" in answer.headers["Cache-Control"]:
                    self.kept[address] = answer
        return self.transferred

    def ask(self, path, method="GET", body=None):
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=10)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Accept-Encoding": "gzip, br", "Cookie": cookies}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        packed = answer.read()
        connection.close()
        self.transferred += len(packed) + len(str(answer.headers))
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, unpacked(answer, packed)


def unpacked(answer, body):
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(body) if packed else body).decode()


@pytest.fixture
def reader(site):
    return Reader(site, "ana")


def test_the_first_visit_and_the_second_are_light(reader):
    assert reader.visit("/rooms/attic/") < FIRST_VISIT
    assert reader.visit("/rooms/attic/") < SECOND_VISIT


def test_a_page_is_packed_and_kept_by_no_shared_cache(reader):
    answer, html = reader.ask("/rooms/attic/")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Cookie" in answer.headers["Vary"]
    assert html.count('class="message"') == 50


def test_style_sheets_and_scripts_are_packed_and_kept_for_ever(reader):
    reader.visit("/rooms/attic/")
    texts = [address for address in reader.kept if address.endswith((".css", ".js", ".svg"))]
    assert len(texts) == len(reader.kept) > 8
    for address in texts:
        headers = reader.kept[address].headers
        assert re.search(r"max-age=315360000\b.*immutable", headers["Cache-Control"])
        assert headers["Content-Encoding"] == "gzip" or int(headers["Content-Length"]) < 400


def test_the_private_sheet_is_kept_for_a_while_by_its_person_only(reader):
    headers = reader.ask("/viewer.css")[0].headers
    assert "private" in headers["Cache-Control"]
    assert "max-age=60" in headers["Cache-Control"]
