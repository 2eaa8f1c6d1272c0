"""What carries every page: one visit to a thread that stays, and so does its connection."""

import asyncio
import threading
import time

import pytest
from channels.testing import HttpCommunicator
from django.db import connection, connections
from django.http import HttpResponse
from django.urls import path

from rooms.models import User
from site_config.server import request_queue
from site_config.server.http import LANES, Pages

HOST = [(b"host", b"localhost")]

seen = []
together = threading.Barrier(LANES)
going_on = threading.Event()


def look(request):
    User.objects.count()
    seen.append((threading.get_ident(), connection.connection))
    return HttpResponse("seen")


def meet(request):
    together.wait(5)
    return HttpResponse("met")


def stay(request):
    going_on.wait(5)
    return HttpResponse("stayed")


def compute(request):
    end = time.thread_time() + 0.3
    while time.thread_time() < end:
        pass
    seen.append("computed")
    return HttpResponse("computed")


def fail(request):
    raise RuntimeError("on purpose")


urlpatterns = [path(f"{view.__name__}/", view) for view in (look, meet, stay, compute, fail)]


@pytest.fixture
async def get(settings, transactional_db):
    """Ask the site for one of the pages above."""
    settings.ROOT_URLCONF = __name__
    seen.clear()
    site = Pages()

    async def ask(address):
        return await HttpCommunicator(site, "GET", address, headers=HOST).get_response(5)

    yield ask
    while not site.lanes.empty():
        site.lanes.get_nowait().submit(connections.close_all).result()


async def test_pages_one_after_the_other_share_a_thread_and_its_connection(get):
    for _ in range(3):
        assert (await get("/look/"))["body"] == b"seen"
    assert len(seen) == 3
    assert len(set(seen)) == 1


async def test_pages_at_the_same_time_do_not_wait_for_each_other(get):
    answers = await asyncio.gather(*[get("/meet/") for _ in range(LANES)])
    assert [answer["status"] for answer in answers] == [200] * LANES


async def test_quick_pages_take_turns_in_one_thread(get, monkeypatch):
    monkeypatch.setattr(request_queue, "LOOK", 5)
    await asyncio.gather(*[get("/look/") for _ in range(2 * LANES)])
    assert len(seen) == 2 * LANES
    assert len(set(seen)) == 1


async def test_behind_a_page_that_takes_long_others_take_turns(get):
    going_on.clear()
    slow = asyncio.create_task(get("/stay/"))
    for _ in range(3):
        assert (await get("/look/"))["body"] == b"seen"
    assert not slow.done()
    going_on.set()
    assert (await slow)["body"] == b"stayed"


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="threads have no clock")
async def test_a_page_that_waits_is_overtaken_sooner_than_one_that_computes(get, monkeypatch):
    monkeypatch.setattr(request_queue, "BUSY", 0.05)  # the tests beside need the processor too
    monkeypatch.setattr(request_queue, "LONGEST", 5)
    await asyncio.gather(get("/compute/"), get("/look/"))
    assert seen[0] == "computed"


async def test_a_page_that_computes_for_long_is_overtaken_too(get, monkeypatch):
    monkeypatch.setattr(request_queue, "BUSY", 0.05)
    monkeypatch.setattr(request_queue, "LONGEST", 0.02)
    await asyncio.gather(get("/compute/"), get("/look/"))
    assert seen[1:] == ["computed"]


async def test_where_no_thread_has_a_clock_all_are_taken_to_wait(get, monkeypatch):
    monkeypatch.delattr(time, "pthread_getcpuclockid", raising=False)
    monkeypatch.setattr(request_queue, "LONGEST", 5)
    await asyncio.gather(get("/compute/"), get("/look/"))
    assert seen[1:] == ["computed"]


async def test_more_pages_than_lanes_are_answered_too(get):
    answers = await asyncio.gather(*[get("/look/") for _ in range(3 * LANES)])
    assert [answer["status"] for answer in answers] == [200] * 3 * LANES
    assert len(set(seen)) <= LANES


async def test_a_page_that_fails_is_a_500_and_the_lane_is_free_again(get):
    for _ in range(LANES + 1):
        assert (await get("/fail/"))["status"] == 500
    assert (await get("/look/"))["status"] == 200
