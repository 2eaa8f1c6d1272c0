"""Answers that a browser keeps for a year, under an address for each version and language."""

import pytest
from django.urls import path
from django.utils import translation

from rooms.live.cached_answers import NO_DOCUMENT, CachedAnswer
from rooms.site.cached_answers import ANSWERS

FOREVER = "private, max-age=31536000, immutable"


def answer(text):
    def render(version, n=0):
        return f"{text} {n} of {version} in {translation.get_language()}"

    return CachedAnswer("numbered", render)


FIRST, SECOND = answer("first"), answer("second")
urlpatterns = [path("numbered/<version>/<language>/<int:n>/", FIRST.view, name="numbered")]


numbered = pytest.mark.urls(__name__)


@numbered
def test_answer_is_in_the_language_of_its_address(client):
    with translation.override("en-us"):
        response = client.get(FIRST.address(n=3))
    version = FIRST.version("en-us")
    assert response.content.decode() == f"first 3 of {version} in en-us"
    assert response.headers["Cache-Control"] == FOREVER
    assert response.headers["Content-Security-Policy"] == NO_DOCUMENT


@numbered
def test_another_text_or_language_has_another_address():
    addresses = [FIRST.address(n=1), SECOND.address(n=1), FIRST.address(n=2)]
    with translation.override("en-us"):
        addresses.append(FIRST.address(n=1))
    assert len(set(addresses)) == 4


@numbered
def test_version_follows_the_text_while_debugging(settings):
    settings.DEBUG = True
    texts = iter(["one", "two"])
    changing = CachedAnswer("numbered", lambda version, **rest: next(texts))
    assert changing.version("en-gb") != changing.version("en-gb")


@numbered
def test_address_of_another_release_gives_an_answer_that_is_not_kept(client):
    response = client.get(FIRST.address(n=1).replace(FIRST.version("en-gb"), "0123456789ab"))
    assert response.content == b"first 1 of 0123456789ab in en-gb"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_depends_on_nobody(ana, client_of, name):
    """It opens no session, sets no cookie and varies with no header, so the browser finds it."""
    response = client_of(ana).get(ANSWERS[name].address(), headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == FOREVER
    assert "Vary" not in response.headers
    assert not response.cookies


def test_answer_asks_no_database(client):
    assert client.get(ANSWERS["connection-lost"].address()).status_code == 200


@pytest.mark.parametrize("address", ["/connection-lost/", "/connection-lost/0123456789ab/xx/"])
def test_unknown_address_or_language_gives_404(client, db, address):
    assert client.get(address).status_code == 404
