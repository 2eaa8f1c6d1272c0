"""Each request runs in one worker thread, which keeps its database connection."""

import asyncio
import threading

import pytest
from channels.testing import HttpCommunicator
from django.db import connection, connections
from django.http import HttpResponse
from django.urls import path

from rooms.models import User
from site_config.server.http import WORKER_THREADS, HttpHandler

HOST = [(b"host", b"localhost")]

finished = []
"What the views below record, in the order in which they finish."
barrier = threading.Barrier(WORKER_THREADS)
unblocked = threading.Event()


def query(request):
    User.objects.count()
    finished.append((threading.get_ident(), connection.connection))
    return HttpResponse("queried")


def meet(request):
    barrier.wait(5)
    return HttpResponse("met")


def block(request):
    unblocked.wait(5)
    return HttpResponse("unblocked")


def fail(request):
    raise RuntimeError("on purpose")


urlpatterns = [path(f"{view.__name__}/", view) for view in (query, meet, block, fail)]


@pytest.fixture
async def get(settings, transactional_db):
    """Request one of the views above."""
    settings.ROOT_URLCONF = __name__
    finished.clear()
    handler = HttpHandler()

    async def request(address):
        return await HttpCommunicator(handler, "GET", address, headers=HOST).get_response(5)

    yield request
    while not handler.idle_workers.empty():
        handler.idle_workers.get_nowait().submit(connections.close_all).result()


async def test_consecutive_requests_share_a_thread_and_its_connection(get):
    for _ in range(3):
        assert (await get("/query/"))["body"] == b"queried"
    assert len(finished) == 3
    assert len(set(finished)) == 1


async def test_blocked_requests_run_at_the_same_time(get):
    answers = await asyncio.gather(*[get("/meet/") for _ in range(WORKER_THREADS)])
    assert [answer["status"] for answer in answers] == [200] * WORKER_THREADS


async def test_slow_request_does_not_hold_up_later_requests(get):
    unblocked.clear()
    slow = asyncio.create_task(get("/block/"))
    for _ in range(3):
        assert (await get("/query/"))["body"] == b"queried"
    assert not slow.done()
    unblocked.set()
    assert (await slow)["body"] == b"unblocked"


async def test_more_requests_than_worker_threads_are_all_answered(get):
    answers = await asyncio.gather(*[get("/query/") for _ in range(3 * WORKER_THREADS)])
    assert [answer["status"] for answer in answers] == [200] * 3 * WORKER_THREADS
    assert len(set(finished)) <= WORKER_THREADS


async def test_failing_view_returns_500_and_frees_its_thread(get):
    for _ in range(WORKER_THREADS + 1):
        assert (await get("/fail/"))["status"] == 500
    assert (await get("/query/"))["status"] == 200
