"""What a browser downloads to open a page: compressed, and static files only once."""

import gzip
import re
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from e2e.server import PASSWORD

FIRST_VISIT, SECOND_VISIT = 60 * 1024, 15 * 1024
"Bytes, headers included."
LINK = re.compile(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"')


class CachingClient:
    """A signed-in browser that accepts gzip and caches what it may cache for ever."""

    def __init__(self, site, name):
        self.site, self.cookies, self.cache, self.transferred = site, {}, {}, 0
        html = self.request("/accounts/login/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
        form = {"csrfmiddlewaretoken": token, "username": name, "password": PASSWORD}
        self.request("/accounts/login/", "POST", urlencode(form))

    def visit(self, path):
        """Open a page and the files that it links to; return the bytes that were transferred."""
        self.transferred = 0
        _, html = self.request(path)
        for address in LINK.findall(html):
            if address not in self.cache:
                response, _ = self.request(urlsplit(urljoin(path, address)).path)
                if "immutable" in response.headers["Cache-Control"]:
                    self.cache[address] = response
        return self.transferred

    def request(self, path, method="GET", body=None):
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=10)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Accept-Encoding": "gzip, br", "Cookie": cookies}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        self.transferred += len(content) + len(str(response.headers))
        for cookie in response.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response, decoded(response, content)


def decoded(response, content):
    is_compressed = response.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(content) if is_compressed else content).decode()


@pytest.fixture
def client(site):
    return CachingClient(site, "ana")


def test_first_and_second_visit_stay_below_their_limits(client):
    assert client.visit("/rooms/attic/") < FIRST_VISIT
    assert client.visit("/rooms/attic/") < SECOND_VISIT


def test_page_is_compressed_and_kept_out_of_shared_caches(client):
    response, html = client.request("/rooms/attic/")
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Cookie" in response.headers["Vary"]
    assert html.count('class="message"') == 50


def test_static_files_are_compressed_and_cached_for_ever(client):
    client.visit("/rooms/attic/")
    static = [address for address in client.cache if address.endswith((".css", ".js", ".svg"))]
    assert len(static) > 8
    for address in static:
        headers = client.cache[address].headers
        assert re.search(r"max-age=315360000\b.*immutable", headers["Cache-Control"])
        assert not {"ETag", "Last-Modified"} & set(headers)
        assert headers["Content-Encoding"] == "gzip" or int(headers["Content-Length"]) < 400


def test_viewer_style_sheet_is_cached_for_a_minute_by_its_person_only(client):
    headers = client.request("/viewer.css")[0].headers
    assert "private" in headers["Cache-Control"]
    assert "max-age=60" in headers["Cache-Control"]
