import asyncio

import pytest

from rooms.live.delivery.send_queue import LIMIT, Outbox
from rooms.live.heartbeat import EVERY, PORTION, SLOTS, TICKS, Heart
from rooms.live.hub import Hub
from rooms.live.metrics import meter
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_page_is_asked_at_once_and_its_answer_is_timed(open_page, lobby, ana):
    before = meter["beats"]
    page = await open_page(ana, "lobby")
    await page.until('id="beat"')
    await page.drain()
    assert meter["beats"] == before + 1


async def test_an_answer_counts_once_and_only_for_the_beat_that_was_asked(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.until('id="beat"')
    before = meter["beats"]
    for number in (page.last_beat, page.last_beat + 7, "x", None):
        await page.act("beat", n=number)
    await page.drain()
    assert meter["beats"] <= before + 1


async def test_an_answer_frees_what_was_unanswered(open_page, lobby, ana, ben, say):
    await open_page(ana, "lobby")
    page = await open_page(ben, "lobby")
    await page.drain(0.7)
    owed = {each.user_id: each.owed for each in Hub.running().heart.pages}
    Hub.running().heart.beat(Hub.running().heart.pages)
    await page.drain()
    after = {each.user_id: each.owed for each in Hub.running().heart.pages}
    assert after[ben.pk] < owed[ben.pk]
    assert after[ana.pk] > owed[ana.pk]


async def test_a_page_that_does_not_read_is_closed_and_the_others_do_not_notice(
    open_page, lobby, ana, ben, say, monkeypatch
):
    monkeypatch.setattr("rooms.live.consumer.PROBE", 5_000)
    monkeypatch.setattr("rooms.live.consumer.OWED", 20_000)
    deaf, page = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    deaf.answers_beats = False
    await page.drain(0.7)
    for n in range(30):
        await later(say, lobby, ben, f"number {n} " + "x" * 500)
        await page.until(f"number {n} ")
    with pytest.raises(Exception, match="did not read"):
        await asyncio.wait_for(deaf.socket.future, 3)
    assert len(page.messages) == 30
    assert deaf not in Hub.running().heart.pages


async def test_a_server_with_back_pressure_does_not_let_one_slow_page_hold_the_feed():
    sent, gate = [], asyncio.Event()

    async def slow(event):
        await gate.wait()
        sent.append(event["text"])

    outbox = Outbox(slow)
    assert outbox.put("first")
    await asyncio.sleep(0)
    assert outbox.put("second")
    assert outbox.put("third")
    assert not outbox.put("x" * LIMIT)
    gate.set()
    await asyncio.sleep(0.01)
    assert sent == ["first", "secondthird" + "x" * LIMIT]


async def test_a_page_that_went_while_it_is_written_to_harms_nobody():
    async def gone(event):
        raise ConnectionError("the browser went")

    outbox = Outbox(gone)
    assert outbox.put("first")
    assert outbox.put("second")


async def test_beats_of_all_pages_are_written_in_one_statement(
    open_page, lobby, ana, ben, sam, django_assert_num_queries
):
    for person in (ana, ben, sam):
        await open_page(person, "lobby")
    pages = Hub.running().heart.pages

    def write():
        with django_assert_num_queries(2):
            pages[0].keeper.seen(pages)

    await later(write)


async def test_rights_of_all_pages_are_asked_in_three_queries(
    open_page, lobby, ana, ben, sam, django_assert_num_queries
):
    for person in (ana, ben, sam):
        await open_page(person, "lobby")
    pages = Hub.running().heart.pages

    def ask():
        with django_assert_num_queries(3):
            return pages[0].keeper.lost(pages)

    assert await later(ask) == {}


class Kept:
    """A keeper that notes how many pages it is asked about at once."""

    def __init__(self):
        self.asked, self.seen_pages = [], []

    def lost(self, pages):
        self.asked.append(len(pages))
        return {}

    def seen(self, pages):
        self.seen_pages.append(len(pages))


class Answering:
    """A page that answers each beat at once."""

    is_closed = False

    def __init__(self, crowd):
        self.crowd, self.keeper = crowd, crowd.keeper

    def ask(self, number, text, now):
        self.crowd.beats[-1] += 1
        self.crowd.heart.heard(self, 0)


class Crowd:
    """Pages that arrive together; `beats` has how many each tick brought."""

    def __init__(self, heart, size):
        self.heart, self.keeper, self.beats = heart, Kept(), []
        self.pages = [Answering(self) for _ in range(size)]
        for page in self.pages:
            heart.add(page)

    async def live_for(self, ticks):
        for _ in range(ticks):
            self.heart.tick += 1
            self.beats.append(0)
            await self.heart._take_turn()


@pytest.fixture
async def heart():
    heart = Heart()
    heart._welcome = lambda: None
    return heart


async def test_pages_that_arrive_together_are_asked_in_even_portions(heart):
    crowd = Crowd(heart, 700)
    await crowd.live_for(SLOTS)
    assert sum(crowd.beats) == 700
    assert max(crowd.beats) == 20
    assert not any(crowd.beats[:TICKS])
    assert sum(crowd.keeper.asked) == 700
    assert max(crowd.keeper.asked) <= PORTION + 20
    assert len(crowd.keeper.seen_pages) <= EVERY


async def test_few_pages_are_looked_after_once_a_second(heart):
    crowd = Crowd(heart, 30)
    await crowd.live_for(SLOTS)
    assert sum(crowd.keeper.asked) == 30
    assert len(crowd.keeper.asked) <= EVERY


async def test_a_page_that_left_is_asked_no_more(heart):
    crowd = Crowd(heart, 30)
    for page in crowd.pages:
        heart.discard(page)
    await crowd.live_for(SLOTS)
    assert sum(crowd.beats) == sum(crowd.keeper.asked) == 0
    assert heart.pages == []
