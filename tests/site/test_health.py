"""What a load balancer hears when it asks whether this process can serve."""

import threading

import pytest
from channels.layers import InMemoryChannelLayer
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connections

from rooms.live import database
from rooms.site import health

pytestmark = pytest.mark.django_db

SECRET = "postgres://me:secret@db/hearth"


@pytest.fixture
def dead_database(monkeypatch):
    def fail():
        raise OperationalError(f"nobody is at {SECRET}")

    monkeypatch.setattr(health, "_select_one", fail)


@pytest.fixture
def dead_layer(monkeypatch):
    async def fail(self, channel, message):
        raise ConnectionError(f"nobody is at {SECRET}")

    monkeypatch.setattr(InMemoryChannelLayer, "send", fail)


async def test_it_is_up_when_database_and_layer_answer(async_client):
    answer = await async_client.get("/up")
    assert (answer.status_code, answer.content) == (200, b"up\n")
    assert answer.headers["Content-Type"] == "text/plain"
    assert "no-store" in answer.headers["Cache-Control"]


async def test_it_is_down_with_the_layer(async_client, dead_layer, caplog):
    answer = await async_client.get("/up")
    assert (answer.status_code, answer.content) == (503, b"down: channel layer\n")
    assert "Not up: the channel layer: ConnectionError" in caplog.text


async def test_it_is_down_with_a_layer_that_swallows_everything(async_client, monkeypatch, caplog):
    async def swallow(self, channel, message):
        pass

    monkeypatch.setattr(health, "PATIENCE", 0.2)
    monkeypatch.setattr(InMemoryChannelLayer, "send", swallow)
    answer = await async_client.get("/up")
    assert (answer.status_code, answer.content) == (503, b"down: channel layer\n")
    assert "no answer in 0.2 s" in caplog.text


async def test_it_is_down_with_the_database(async_client, dead_database):
    answer = await async_client.get("/up")
    assert (answer.status_code, answer.content) == (503, b"down: database\n")


async def test_both_are_named_and_no_secret_is(async_client, dead_database, dead_layer):
    answer = await async_client.get("/up")
    assert answer.content == b"down: database, channel layer\n"


async def test_a_database_that_hangs_does_not_hold_up_the_answer(async_client, monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    monkeypatch.setattr(health, "_select_one", lambda: released.wait(10))
    try:
        answer = await async_client.get("/up")
        assert not released.is_set()
        assert answer.content == b"down: database\n"
    finally:
        released.set()


async def test_it_is_back_as_soon_as_they_are(async_client, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(health, "_select_one", lambda: 1 / 0)
        assert (await async_client.get("/up")).status_code == 503
    assert (await async_client.get("/up")).status_code == 200


async def test_it_answers_to_an_address_too_and_pages_do_not(async_client):
    by_address = {"host": "10.1.2.3:8000"}
    assert (await async_client.get("/up", headers=by_address)).status_code == 200
    assert (await async_client.get("/accounts/login/", headers=by_address)).status_code == 400


async def test_it_answers_past_the_proxy_that_ends_tls(async_client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert (await async_client.get("/up")).status_code == 200
    assert (await async_client.get("/accounts/login/")).status_code == 301


async def test_it_needs_no_session_and_makes_none(async_client, monkeypatch):
    monkeypatch.setattr(SessionStore, "load", lambda self: 1 / 0)
    async_client.cookies["sessionid"] = "one-that-would-be-looked-up"
    answer = await async_client.get("/up")
    assert answer.status_code == 200
    assert not answer.cookies


async def test_asking_often_opens_nothing_new(async_client, monkeypatch):
    """A channel of a probe's own would stay subscribed in Redis for as long as the process runs."""
    opened, new_channel = [], InMemoryChannelLayer.new_channel

    async def count(self, *args):
        opened.append(await new_channel(self, *args))
        return opened[-1]

    monkeypatch.setattr(InMemoryChannelLayer, "new_channel", count)
    await async_client.get("/up")
    before = await database.in_database(lambda: id(connections["default"].connection))
    for _ in range(5):
        await async_client.get("/up")
    assert await database.in_database(lambda: id(connections["default"].connection)) == before
    assert len(opened) == 1


async def test_head_is_enough_and_nothing_is_posted(async_client):
    assert (await async_client.head("/up")).status_code == 200
    assert (await async_client.post("/up")).status_code == 405
