"""Posts over HTTP that come at the same time are stored in one transaction, as those of pages."""

import asyncio
import json
import threading

import pytest
from channels.testing import HttpCommunicator
from django.db import OperationalError, connections

from rooms.api.views.messages import POST_AS_JSON
from rooms.live.database import in_database
from rooms.live.hub import Hub
from rooms.live.rate import Rate
from rooms.models import Message, Token
from rooms.models.token import EVERY_SCOPE
from site_config.server.http import HttpHandler
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

POSTS = 20


@pytest.fixture
def tokens(lobby, ana, ben):
    return [Token.objects.issue(each, "Test", EVERY_SCOPE).secret for each in (ana, ben)]


@pytest.fixture
async def post(tokens):
    """Post to the lobby as the server does; return the status, the headers and the body."""
    handler = HttpHandler()

    async def send(body, bearer=tokens[0], **headers):
        headers = {"authorization": f"Bearer {bearer}", "host": "localhost"} | headers
        headers["content-type"] = "application/json"
        answer = await HttpCommunicator(
            handler,
            "POST",
            "/api/v1/rooms/lobby/messages/",
            json.dumps({"body": body}).encode(),
            [(name.encode(), value.encode()) for name, value in headers.items()],
        ).get_response(10)
        named = {name.decode().lower(): value.decode() for name, value in answer["headers"]}
        return answer["status"], named, json.loads(answer["body"])

    yield send
    while not handler.form_workers.empty():
        handler.form_workers.get_nowait().submit(connections.close_all).result()


@pytest.fixture
def transactions(monkeypatch):
    """How many messages each transaction stores."""
    sizes, store = [], type(Message.objects).post_batch

    def note(manager, batch):
        sizes.append(len(batch))
        return store(manager, batch)

    monkeypatch.setattr(type(Message.objects), "post_batch", note)
    return sizes


async def until(predicate):
    async with asyncio.timeout(10):
        while not predicate():
            await asyncio.sleep(0.01)


async def test_concurrent_posts_share_a_transaction(post, tokens, transactions):
    unblocked = threading.Event()
    blocking = asyncio.create_task(in_database(unblocked.wait, 10))
    batcher = Hub.running().batcher(POST_AS_JSON._answer_batch)
    posts = [asyncio.create_task(post("0", tokens[0]))]
    await until(lambda: batcher.task and not batcher.waiting)
    posts += [asyncio.create_task(post(f"{n}", tokens[n % 2])) for n in range(1, POSTS)]
    await until(lambda: len(batcher.waiting) == POSTS - 1)
    unblocked.set()
    answers = await asyncio.gather(*posts)
    await blocking
    assert transactions == [1, POSTS - 1]
    assert {status for status, *_ in answers} == {201}
    assert sorted(body["seq"] for *_, body in answers) == list(range(1, POSTS + 1))
    stored = await later(lambda: list(Message.objects.values_list("body", "author__username")))
    assert sorted(stored) == sorted((f"{n}", ("ana", "ben")[n % 2]) for n in range(POSTS))


async def test_answer_is_that_of_a_post_by_itself(post):
    status, headers, message = await post("Hello @ben")
    assert status == 201
    assert headers["location"].endswith(f"/api/v1/rooms/lobby/messages/{message['id']}/")
    assert headers["content-type"] == "application/json"
    assert headers["ratelimit-policy"].startswith('"requests"')
    assert headers["cache-control"] == "private, no-cache"
    assert message["body"] == "Hello @ben"
    assert len(message["mentions"]) == 1


async def test_same_key_is_stored_once(post):
    key = {"idempotency-key": "deploy 7"}
    first, again = [await post("Once", **key) for _ in range(2)]
    assert again[2] == first[2]
    assert await later(Message.objects.count) == 1


async def test_refusal_is_that_of_a_post_by_itself(post, lobby):
    status, headers, problem = await post("  ")
    assert (status, problem["field"]) == (422, "body")
    assert headers["content-type"] == "application/problem+json"
    await later(lobby.archive)
    status, _, problem = await post("Hello")
    assert status == 403
    assert "archived" in problem["detail"]


async def test_limit_of_posts_is_named(post, monkeypatch):
    monkeypatch.setitem(POST_AS_JSON.__dict__, "rate", Rate(1, 10))
    await post("one")
    status, headers, problem = await post("two")
    assert status == 429
    assert headers["ratelimit-policy"] == '"post";q=1;w=10'
    assert problem["retry_after"] == int(headers["retry-after"])


async def test_stranger_and_no_token_are_refused_before(post, lobby, tokens, ana, transactions):
    await later(lobby.remove_member, ana)
    await later(type(lobby).objects.filter(pk=lobby.pk).update, kind="closed")
    assert (await post("Hello"))[0] == 404
    assert (await post("Hello", "nothing"))[0] == 401
    assert transactions == []


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("database is locked"), 503), (ValueError("x"), 500)]
)
async def test_failure_is_a_problem(post, monkeypatch, error, status):
    def fail(manager, batch):
        raise error

    monkeypatch.setattr(type(Message.objects), "post_batch", fail)
    answer = await post("Hello")
    assert (answer[0], answer[2]["status"]) == (status, status)
    assert "Error" not in answer[2]["detail"]
