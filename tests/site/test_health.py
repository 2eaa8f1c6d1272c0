"""/up tells a load balancer whether this process can serve."""

import threading

import pytest
from channels.layers import get_channel_layer
from channels_redis.pubsub import RedisPubSubLoopLayer
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connections

from rooms.live import database
from rooms.site import health

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "postgres://me:secret@db/hearth"


def layer_class():
    """The layer's class; Redis' pub/sub layer is a proxy for one per event loop."""
    if settings.REDIS_URL:
        return RedisPubSubLoopLayer
    return type(get_channel_layer())


@pytest.fixture
def dead_database(monkeypatch):
    def fail():
        raise OperationalError(f"cannot connect to {SECRET}")

    monkeypatch.setattr(health, "_select_one", fail)


@pytest.fixture
def dead_layer(monkeypatch):
    async def fail(self, channel, message):
        raise ConnectionError(f"cannot connect to {SECRET}")

    monkeypatch.setattr(layer_class(), "send", fail)


async def test_up_gives_200_when_database_and_layer_answer(async_client):
    response = await async_client.get("/up")
    assert (response.status_code, response.content) == (200, b"up\n")
    assert response.headers["Content-Type"] == "text/plain"
    assert "no-store" in response.headers["Cache-Control"]


async def test_up_gives_503_when_the_layer_fails(async_client, dead_layer, caplog):
    response = await async_client.get("/up")
    assert (response.status_code, response.content) == (503, b"down: channel layer\n")
    assert "Not up: the channel layer: ConnectionError" in caplog.text


async def test_up_gives_503_when_the_layer_drops_every_message(async_client, monkeypatch, caplog):
    async def drop(self, channel, message):
        pass

    monkeypatch.setattr(health, "TIMEOUT", 0.2)
    monkeypatch.setattr(layer_class(), "send", drop)
    response = await async_client.get("/up")
    assert (response.status_code, response.content) == (503, b"down: channel layer\n")
    assert "no answer in 0.2 s" in caplog.text


async def test_up_gives_503_when_the_database_fails(async_client, dead_database):
    response = await async_client.get("/up")
    assert (response.status_code, response.content) == (503, b"down: database\n")


async def test_up_names_both_failures_and_no_secret(async_client, dead_database, dead_layer):
    response = await async_client.get("/up")
    assert response.content == b"down: database, channel layer\n"


async def test_up_does_not_wait_for_a_database_that_hangs(async_client, monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(health, "TIMEOUT", 0.2)
    monkeypatch.setattr(health, "_select_one", lambda: released.wait(10))
    try:
        response = await async_client.get("/up")
        assert not released.is_set()
        assert response.content == b"down: database\n"
    finally:
        released.set()


async def test_up_gives_200_again_as_soon_as_the_database_answers(async_client, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(health, "_select_one", lambda: 1 / 0)
        assert (await async_client.get("/up")).status_code == 503
    assert (await async_client.get("/up")).status_code == 200


async def test_up_accepts_an_ip_address_as_host_and_pages_do_not(async_client):
    by_address = {"host": "10.1.2.3:8000"}
    assert (await async_client.get("/up", headers=by_address)).status_code == 200
    assert (await async_client.get("/accounts/login/", headers=by_address)).status_code == 400


async def test_up_is_not_redirected_to_https(async_client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert (await async_client.get("/up")).status_code == 200
    assert (await async_client.get("/accounts/login/")).status_code == 301


async def test_up_neither_reads_nor_creates_a_session(async_client, monkeypatch):
    monkeypatch.setattr(SessionStore, "load", lambda self: 1 / 0)
    async_client.cookies["sessionid"] = "one-that-would-be-looked-up"
    response = await async_client.get("/up")
    assert response.status_code == 200
    assert not response.cookies


async def test_repeated_checks_open_no_new_channel_or_connection(async_client, monkeypatch):
    """A new channel for each probe would stay subscribed in Redis until the process ends."""
    opened, new_channel = [], layer_class().new_channel

    async def count(self, *args):
        opened.append(await new_channel(self, *args))
        return opened[-1]

    monkeypatch.setattr(layer_class(), "new_channel", count)
    await async_client.get("/up")
    before = await database.in_database(lambda: id(connections["default"].connection))
    for _ in range(5):
        await async_client.get("/up")
    assert await database.in_database(lambda: id(connections["default"].connection)) == before
    assert len(opened) == 1


async def test_up_accepts_head_and_refuses_post(async_client):
    assert (await async_client.head("/up")).status_code == 200
    assert (await async_client.post("/up")).status_code == 405


async def test_alive_asks_neither_database_nor_layer(async_client, dead_database, dead_layer):
    response = await async_client.get("/alive")
    assert (response.status_code, response.content) == (200, b"alive\n")
    assert (await async_client.post("/alive")).status_code == 405
