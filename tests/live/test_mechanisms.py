"""What a change costs does not depend on the number of viewers (invariant 5)."""

import threading

import pytest
from django.db import connections

from rooms.live import hints
from rooms.live.metrics import meter
from rooms.models.posting import post_together
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


class Costs:
    """Counts renders, hints and the queries of the live core while it is entered."""

    def __init__(self, monkeypatch):
        self.queries, self.hints = [], []
        self.send = hints.send
        monkeypatch.setattr(hints, "send", self._send)

    async def _send(self, heads):
        self.hints.append(heads)
        await self.send(heads)

    def _note(self, execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            self.queries.append(sql)
        return execute(sql, params, many, context)

    async def watch(self):
        self.renders = -meter["renders"]
        await later(lambda: connections["default"].execute_wrappers.append(self._note))

    async def stop(self):
        self.renders += meter["renders"]
        await later(lambda: connections["default"].execute_wrappers.remove(self._note))


@pytest.fixture
def costs(monkeypatch):
    return Costs(monkeypatch)


async def _cost_of_a_message(open_page, room, people, author, say, costs):
    pages = [await open_page(person, "lobby") for person in people]
    for page in pages:
        await page.drain(0.7)
    costs.hints.clear()
    await costs.watch()
    message = await later(say, room, author, "one for all")
    for page in pages:
        await page.until("one for all</div>")
    await costs.stop()
    own = [sql for sql in costs.queries if '"rooms_message"."change_seq" >' in sql]
    assert all(list(page.messages) == [str(message.pk)] for page in pages)
    return {"renders": costs.renders, "reads": len(own), "layer messages": len(costs.hints)}


@pytest.mark.parametrize("viewers", [1, 12])
async def test_a_message_costs_one_read_one_render_and_one_hint(
    open_page, lobby, ana, ben, say, costs, viewers
):
    cost = await _cost_of_a_message(open_page, lobby, [ana] * viewers, ben, say, costs)
    assert cost == {"renders": 1, "reads": 1, "layer messages": 1}


async def test_a_message_is_rendered_once_for_each_time_zone(
    open_page, lobby, ana, ben, sam, zoe, say, costs
):
    def move():
        for person in (sam, zoe):
            person.time_zone = "Europe/Berlin"
            person.save()

    await later(move)
    cost = await _cost_of_a_message(open_page, lobby, [ana, ben, sam, zoe], ben, say, costs)
    assert cost["renders"] == 2
    assert cost["reads"] == 1


async def test_sidebars_cost_nothing_while_everyone_looks_at_the_room(
    open_page, lobby, ana, ben, say, costs
):
    await _cost_of_a_message(open_page, lobby, [ana, ana, ben], ben, say, costs)
    counted = [sql for sql in costs.queries if '"rooms_room"."posts" -' in sql]
    assert counted == []


async def test_a_message_asks_who_is_typing_only_while_somebody_is(
    open_page, lobby, ana, ben, say, costs
):
    async def asked(text):
        costs.queries.clear()
        await later(say, lobby, ben, text)
        await page.until(text)
        await page.drain(0.5)
        return [sql for sql in costs.queries if '"typing_until" >' in sql]

    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    await costs.watch()
    assert not await asked("nobody was typing")
    await later(lambda: lobby.memberships.get(user=ben).type())
    await page.until("is typing")
    assert await asked("now somebody was")
    await costs.stop()


async def test_a_room_that_is_renamed_is_renamed_in_the_sidebar_of_who_looks_at_it(
    open_page, lobby, ana
):
    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    page.frames.clear()
    await later(lobby.rename, "Hall", "")
    await page.until(lambda page: any("places" in f and ">Hall<" in f for f in page.frames))


async def test_content_never_travels_by_the_channel_layer(open_page, lobby, ana, ben, say, costs):
    page = await open_page(ana, "lobby")
    await later(say, lobby, ben, "for the database alone")
    await page.until("for the database alone</div>")
    for heads in costs.hints:
        assert all(head is None or isinstance(head, int) for head in heads.values())


async def test_a_burst_travels_in_few_frames(open_page, lobby, ana, ben, say, cursor_of):
    page = await open_page(ana, "lobby", await later(cursor_of, lobby))
    await page.drain(0.7)
    page.frames.clear()
    await later(lambda: [say(lobby, ben, f"burst {n}") for n in range(100)])
    await page.until("burst 99</div>")
    frames = [frame for frame in page.frames if "burst" in frame]
    assert len(frames) < 50
    assert len(page.messages) == 100
    assert page.doubled == 0


async def test_a_lost_hint_costs_two_seconds_and_no_message(
    open_page, lobby, ana, ben, say, monkeypatch
):
    async def lose(heads):
        """A channel layer that is down."""

    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    monkeypatch.setattr(hints, "send", lose)
    await later(say, lobby, ben, "found by the poll")
    await page.until("found by the poll</div>", timeout=3)


async def test_a_write_from_another_process_arrives(open_page, lobby, ana, ben, say):
    """A thread with a connection of its own and no hub stands for the other process."""
    page = await open_page(ana, "lobby")
    await page.drain(0.7)

    def write():
        say(lobby, ben, "from elsewhere")
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    await page.until("from elsewhere</div>", timeout=3)
    thread.join()


async def test_a_failing_read_is_repeated(open_page, lobby, ana, ben, say, monkeypatch):
    from django.db import OperationalError

    from rooms.chat.feeds import MessageFeed

    page = await open_page(ana, "lobby")
    await page.drain(0.7)

    def fail(self, since):
        raise OperationalError("the database is away")

    with monkeypatch.context() as away:
        away.setattr(MessageFeed, "changes", fail)
        await later(say, lobby, ben, "held back")
        await page.drain()
        assert "held back" not in "".join(page.frames)
    await page.until("held back</div>")


@pytest.mark.parametrize("others", [0, 30, 300])
async def test_heads_are_asked_for_all_topics_of_a_kind_in_one_query(
    open_page, lobby, garden, sam, django_assert_num_queries, others
):
    from rooms.live.topics import read_heads

    topics = [lobby.topic, garden.topic, sam.topic, "typing.1", "presence", "room.nonsense"]
    topics += [f"room.{10_000 + number}" for number in range(others)]

    def ask():
        with django_assert_num_queries(2):
            return read_heads(topics)

    heads = await later(ask)
    await later(sam.refresh_from_db)
    assert heads == {each.topic: each.seq for each in (lobby, garden, sam)}


async def test_a_feed_nobody_follows_is_forgotten(open_page, lobby, ana):
    from rooms.live.hub import Hub

    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    assert Hub.running().feeds
    await page.close()
    assert not Hub.running().feeds
    assert not Hub.running().by_topic


async def test_posts_that_come_together_are_committed_together(
    open_page, lobby, ana, ben, sam, zoe, monkeypatch
):
    rounds = []

    def note(drafts):
        rounds.append(len(drafts))
        return post_together(drafts)

    pages = [await open_page(who, "lobby") for who in (ana, ben, sam, zoe) for _ in range(4)]
    for page in pages:
        await page.drain(0.7)
    monkeypatch.setattr("rooms.chat.actions.post_together", note)
    for number, page in enumerate(pages):
        await page.act("post", body=f"Word {number}.")
    for page in pages:
        await page.until(lambda page: len(page.messages) == len(pages))
        await page.until("compose-key")
    assert sum(rounds) == len(pages)
    assert len(rounds) <= 4
    assert len({tuple(page.messages) for page in pages}) == 1


async def test_a_post_reads_its_room_once_and_locks_it_thereby(open_page, lobby, ana, costs):
    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    await costs.watch()
    await page.act("post", body="one for all")
    await page.until("one for all</div>")
    await costs.stop()
    assert sum('"rooms_room"."people_key"' in sql for sql in costs.queries) == 1
