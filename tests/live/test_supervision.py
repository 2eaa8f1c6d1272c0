"""No background loop dies unseen, and one failing part does not stop the others."""

import asyncio
from itertools import count

import pytest
from django.test import AsyncClient

from rooms.live import supervision
from rooms.live.batching import Batcher, WrongCount
from rooms.live.heartbeat import Heartbeat
from rooms.live.hub import Hub
from rooms.live.metrics import metrics
from rooms.live.supervision import Supervisor
from rooms.site.feeds import SidebarFeed
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


async def until(predicate):
    async with asyncio.timeout(4):
        while not predicate():
            await asyncio.sleep(0.01)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(supervision, "RESTART_DELAY", 0.05)
    monkeypatch.setattr(supervision, "STEADY", 0.2)


@pytest.mark.parametrize("ends", [True, False], ids=["ends", "fails"])
async def test_loop_that_stops_is_counted_and_started_again(quick, ends):
    runs, before = count(1), metrics["loop_restarts"]

    async def loop():
        if next(runs) < 3:
            if ends:
                return
            raise ZeroDivisionError
        await asyncio.Event().wait()

    supervisor = Supervisor()
    supervisor.start("test", loop)
    await until(lambda: supervisor.down == {"test"})
    await until(lambda: supervisor.down == set())
    assert metrics["loop_restarts"] - before == 2
    assert next(runs) == 4


async def test_up_names_a_loop_that_is_down(lobby):
    client = AsyncClient()
    assert (await client.get("/up")).status_code == 200
    Hub.running().supervisor.down.add("poll")
    answer = await client.get("/up")
    assert (answer.status_code, answer.content) == (503, b"down: poll\n")


async def test_feed_that_cannot_name_its_topics_does_not_end_polling(
    open_page, lobby, ana, ben, say, monkeypatch
):
    async def lose(seqs):
        """A channel layer that is down."""

    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    monkeypatch.setattr(SidebarFeed, "polled_topics", lambda feed: 1 / 0)
    monkeypatch.setattr("rooms.live.hints.send", lose)
    for number in range(2):
        await later(say, lobby, ben, f"poll {number}")
        await page.until(f"poll {number}</div>", timeout=4)


async def test_feed_that_fails_at_a_hint_does_not_keep_it_from_the_others(
    open_page, lobby, ana, ben, say, monkeypatch
):
    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    monkeypatch.setattr(SidebarFeed, "on_hint", lambda feed, topic, seq: 1 / 0)
    await later(say, lobby, ben, "at once")
    await page.until("at once</div>", timeout=1.5)


async def test_batch_with_a_wrong_number_of_results_fails_its_callers_alone():
    results = iter([[], ["right"]])
    batcher = Batcher(lambda calls: next(results))
    with pytest.raises(WrongCount):
        await asyncio.wait_for(batcher(1), 2)
    assert await asyncio.wait_for(batcher(2), 2) == "right"


async def test_page_whose_feeds_fail_leaves_the_heartbeat(open_page, lobby, ana, monkeypatch):
    monkeypatch.setattr("rooms.chat.pages.RoomPage.feeds", lambda page: 1 / 0)
    page = await open_page(ana, "lobby")
    with pytest.raises(ZeroDivisionError):
        await page.socket.wait()
    assert Hub.running().heartbeat.pages == []


async def test_heartbeat_survives_a_failing_check(monkeypatch):
    checks = count(1)

    async def fail(heartbeat):
        if next(checks) == 1:
            raise ZeroDivisionError
        await asyncio.Event().wait()

    monkeypatch.setattr(Heartbeat, "_tick", fail)
    task = asyncio.create_task(Heartbeat().run())
    await until(lambda: next(checks) > 2)
    task.cancel()
