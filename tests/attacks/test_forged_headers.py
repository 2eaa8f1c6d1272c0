"""What a client says in a header reaches nobody else, however empty the cache is."""

import sys

import pytest

from tests.attacks.visitor import Visitor, without_random
from tests.server.client import Page

EVIL = "https://evil.example"
PAGES = "/", "/rooms/lobby/", "/rooms/attic/?before=100", "/rooms/", "/counters/", "/notifications/"
APPLICATION = "site_config.asgi:application"
SERVERS = {
    "own": ["manage.py", "serve"],
    "daphne": ["-m", "daphne", "-b", "127.0.0.1", "-p", "{port}", APPLICATION],
    "uvicorn": ["-m", "uvicorn", "--lifespan", "off", "--port", "{port}", APPLICATION],
}
NAMES = """
Daphne-Root-Path Root-Path X-Root-Path Script-Name X-Script-Name X-Forwarded-Prefix X-Forwarded-Path
X-Forwarded-Host X-Forwarded-Server X-Forwarded-Port X-Forwarded-Proto X-Forwarded-Scheme Forwarded
X-Forwarded-For X-Real-IP X-Original-URL X-Original-URI X-Rewrite-URL X-HTTP-Method-Override
X-Host X-Url-Scheme Front-End-Https Via Client-IP True-Client-IP Base-Url X-Base-Url
Accept Accept-Language Content-Language Accept-Charset Referer User-Agent From Time-Zone X-Timezone
HX-Request HX-Boosted HX-Current-URL HX-Target HX-Trigger HX-Trigger-Name HX-Prompt
HX-History-Restore-Request Origin Cache-Control Pragma If-None-Match If-Modified-Since
X-CSRFToken X-Requested-With Authorization Remote-User X-Remote-User X-User Sec-Fetch-Site
Sec-Fetch-Mode Save-Data DNT Purpose
""".split()  # noqa: SIM905
COOKIES = f"django_language=en-us; messages={EVIL}; timezone={EVIL}; theme={EVIL}"


@pytest.fixture
def fresh_site(prepared_site, tmp_path, monkeypatch):
    """Starts the site anew, with an empty cache, on a server of that name."""
    started = []

    def start(server):
        for site in started:
            site.stop()
        site = prepared_site.copy_to(tmp_path / str(len(started)))
        if started:
            site.port, site.url = started[0].port, started[0].url
        command = [word.format(port=site.port) for word in SERVERS[server]]
        monkeypatch.setattr("e2e.server.SERVE", [sys.executable, *command])
        site.start()
        started.append(site)
        return site

    yield start
    for site in started:
        site.stop()
        assert not site.faults()


def seen_by_ben(site):
    """All that Ben is shown over HTTP."""
    ben = Visitor.signed_in(site, "ben")
    return {path: without_random(ben.get(path)[1]) for path in PAGES}


def pour(site, headers):
    """Ana asks for every page with these headers, and with cookies that she has made up."""
    ana = Visitor.signed_in(site, "ana")
    cookies = f"{ana.socket_headers['Cookie']}; {COOKIES}"
    for path in PAGES:
        ana.get(path, **headers, Cookie=cookies)


def test_headers_of_one_person_change_no_byte_of_the_next_persons_pages(fresh_site):
    site = fresh_site("own")
    pour(site, {})
    expected = seen_by_ben(site)
    site = fresh_site("own")
    pour(site, dict.fromkeys(NAMES, EVIL))
    for path, html in seen_by_ben(site).items():
        assert html.split("<") == expected[path].split("<"), path


@pytest.mark.parametrize(
    "server", ["own", "daphne", pytest.param("uvicorn", marks=pytest.mark.long)]
)
async def test_root_path_of_a_header_is_ignored(fresh_site, server):
    site = fresh_site(server)
    headers = {"Daphne-Root-Path": "/evil"}
    pour(site, headers)
    assert "/evil" not in "".join(seen_by_ben(site).values())
    ana, ben = Visitor.signed_in(site, "ana"), Visitor.signed_in(site, "ben")
    assert ana.get("/rooms/lobby/", **headers)[0] == 200
    url = f"{site.url.replace('http', 'ws')}/ws/rooms/lobby/"
    page = await Page.open(url, **ana.socket_headers, **headers)
    other = await Page.open(url, **ben.socket_headers)
    page.send('{"action": "post", "body": "Is this /rooms/lobby/?"}')
    await other.wait_for("/rooms/lobby/")
    assert "/evil" not in "".join(page.texts + other.texts)
    for each in (page, other):
        await each.disconnect()
