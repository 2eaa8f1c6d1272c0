"""The heartbeat: pings and pongs, pages that do not read, and checks in batches."""

import asyncio

import pytest

from rooms.live.delivery.send_queue import LIMIT, SendQueue
from rooms.live.heartbeat import BUCKETS, CHECKS, EVERY, PORTION, TICKS, Heartbeat
from rooms.live.hub import Hub
from rooms.live.metrics import metrics
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


async def test_new_page_gets_a_heartbeat_at_once_and_its_pong_is_counted(open_page, lobby, ana):
    before = metrics["beats"]
    page = await open_page(ana, "lobby")
    await page.until('id="beat"')
    await page.drain()
    assert metrics["beats"] == before + 1


async def test_pong_counts_once_and_only_for_the_last_heartbeat(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.until('id="beat"')
    before = metrics["beats"]
    for number in (page.last_beat, page.last_beat + 7, "x", None):
        await page.act("beat", n=number)
    await page.drain()
    assert metrics["beats"] <= before + 1


async def test_pong_reduces_the_unacked_count_of_its_page(open_page, lobby, ana, ben, say):
    await open_page(ana, "lobby")
    page = await open_page(ben, "lobby")
    await page.drain(0.7)
    unacked = {each.user_id: each.unacked for each in Hub.running().heartbeat.pages}
    Hub.running().heartbeat.beat(Hub.running().heartbeat.pages)
    await page.drain()
    after = {each.user_id: each.unacked for each in Hub.running().heartbeat.pages}
    assert after[ben.pk] < unacked[ben.pk]
    assert after[ana.pk] > unacked[ana.pk]


async def test_page_that_does_not_read_is_closed_and_others_get_every_message(
    open_page, lobby, ana, ben, say, monkeypatch
):
    monkeypatch.setattr("rooms.live.consumer.HIGH_WATER", 5_000)
    monkeypatch.setattr("rooms.live.consumer.MAX_UNACKED", 20_000)
    stalled, page = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    stalled.answers_beats = False
    await page.drain(0.7)
    for n in range(30):
        await later(say, lobby, ben, f"number {n} " + "x" * 500)
        await page.until(f"number {n} ")
    with pytest.raises(Exception, match="did not read"):
        await asyncio.wait_for(stalled.socket.future, 3)
    assert len(page.messages) == 30
    assert stalled not in Hub.running().heartbeat.pages


async def test_send_queue_of_a_blocked_server_never_waits_and_reports_overflow():
    sent, gate = [], asyncio.Event()

    async def slow(event):
        await gate.wait()
        sent.append(event["text"])

    queue = SendQueue(slow)
    assert queue.put("first")
    await asyncio.sleep(0)
    assert queue.put("second")
    assert queue.put("third")
    assert not queue.put("x" * LIMIT)
    gate.set()
    await asyncio.sleep(0.01)
    assert sent == ["first", "secondthird" + "x" * LIMIT]


async def test_send_queue_of_a_lost_connection_raises_no_error():
    async def lost(event):
        raise ConnectionError("the browser went")

    queue = SendQueue(lost)
    assert queue.put("first")
    await asyncio.sleep(0)
    assert queue.put("second")
    await asyncio.sleep(0)


async def test_touch_takes_three_statements_in_one_transaction_for_any_number_of_pages(
    open_page, lobby, ana, ben, sam, django_assert_num_queries
):
    for person in (ana, ben, sam):
        page = await open_page(person, "lobby")
        await page.drain()
    pages = Hub.running().heartbeat.pages
    assert all(page.is_reading for page in pages)

    def write():
        with django_assert_num_queries(5):
            pages[0].registry.touch(pages)

    await later(write)


async def test_revoked_takes_three_queries_for_any_number_of_pages(
    open_page, lobby, ana, ben, sam, django_assert_num_queries
):
    for person in (ana, ben, sam):
        await open_page(person, "lobby")
    pages = Hub.running().heartbeat.pages

    def check():
        with django_assert_num_queries(3):
            return pages[0].registry.revoked(pages)

    assert await later(check) == {}


class CountingRegistry:
    """A registry that records the number of pages in each call."""

    def __init__(self):
        self.checked, self.touched, self.seen = [], [], set()

    def revoked(self, pages):
        self.checked.append(len(pages))
        self.seen.update(pages)
        return {}

    def touch(self, pages):
        self.touched.append(len(pages))


class AnsweringPage:
    """A page that answers each heartbeat at once."""

    is_closed = False

    def __init__(self, connected):
        self.connected, self.registry = connected, connected.registry

    def ping(self, number, text, now):
        self.connected.beats[-1] += 1
        self.connected.heartbeat.pong(self, 0)


class ConnectedPages:
    """Pages that connect at the same time; `beats` has the number of heartbeats in each tick."""

    def __init__(self, heartbeat, size):
        self.heartbeat, self.registry, self.beats = heartbeat, CountingRegistry(), []
        self.pages = [AnsweringPage(self) for _ in range(size)]
        for page in self.pages:
            heartbeat.add(page)

    async def run_ticks(self, ticks):
        for _ in range(ticks):
            self.heartbeat.tick += 1
            self.beats.append(0)
            await self.heartbeat._tick()


@pytest.fixture
async def heartbeat():
    heartbeat = Heartbeat()
    heartbeat._first_beat = lambda: None
    return heartbeat


async def test_pages_that_connect_together_are_served_in_even_portions(heartbeat):
    connected = ConnectedPages(heartbeat, 700)
    await connected.run_ticks(BUCKETS)
    assert sum(connected.beats) == 700
    assert max(connected.beats) == 20
    assert not any(connected.beats[:TICKS])
    assert sum(connected.registry.checked) == pytest.approx(700 * BUCKETS / CHECKS, rel=0.1)
    assert max(connected.registry.checked) <= PORTION + 3 * 20
    assert len(connected.registry.touched) <= EVERY


async def test_few_pages_are_checked_at_most_once_a_second(heartbeat):
    connected = ConnectedPages(heartbeat, 30)
    await connected.run_ticks(BUCKETS)
    assert sum(connected.registry.checked) == pytest.approx(30 * BUCKETS / CHECKS, rel=0.2)
    assert len(connected.registry.checked) <= EVERY


async def test_every_page_is_checked_within_five_seconds(heartbeat):
    connected = ConnectedPages(heartbeat, 30)
    for _ in range(3):
        connected.registry.seen.clear()
        await connected.run_ticks(5 * TICKS)
        assert connected.registry.seen == set(connected.pages)


async def test_discarded_page_gets_no_heartbeat_and_no_check(heartbeat):
    connected = ConnectedPages(heartbeat, 30)
    for page in connected.pages:
        heartbeat.discard(page)
    await connected.run_ticks(BUCKETS)
    assert sum(connected.beats) == sum(connected.registry.checked) == 0
    assert heartbeat.pages == []
