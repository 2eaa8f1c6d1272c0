"""The cost of a change does not depend on the number of viewers (invariant 5)."""

import threading

import pytest
from django.db import OperationalError, connections

from rooms.chat.feeds import MessageFeed
from rooms.live import hints
from rooms.live.hub import Hub
from rooms.live.metrics import metrics
from rooms.live.topics import latest_seqs
from rooms.models.posting import PostingManager
from tests.live_page import drain_all, later

pytestmark = pytest.mark.django_db(transaction=True)


class Costs:
    """Records all hints, and the renders and SELECTs between `watch` and `stop`."""

    def __init__(self, monkeypatch):
        self.queries, self.hints = [], []
        self.send = hints.send
        monkeypatch.setattr(hints, "send", self._send)

    async def _send(self, seqs):
        self.hints.append(seqs)
        await self.send(seqs)

    def _record(self, execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            self.queries.append(sql)
        return execute(sql, params, many, context)

    async def watch(self):
        self.renders = -metrics["renders"]
        await later(lambda: connections["default"].execute_wrappers.append(self._record))

    async def stop(self):
        self.renders += metrics["renders"]
        await later(lambda: connections["default"].execute_wrappers.remove(self._record))


@pytest.fixture
def costs(monkeypatch):
    return Costs(monkeypatch)


async def _cost_of_message(open_page, room, people, author, say, costs):
    pages = [await open_page(person, "lobby") for person in people]
    await drain_all(pages)
    costs.hints.clear()
    await costs.watch()
    message = await later(say, room, author, "one for all")
    for page in pages:
        await page.until("one for all</div>")
    await costs.stop()
    reads = [sql for sql in costs.queries if '"rooms_message"."change_seq" >' in sql]
    assert all(list(page.messages) == [str(message.pk)] for page in pages)
    return {"renders": costs.renders, "reads": len(reads), "layer messages": len(costs.hints)}


@pytest.mark.parametrize("viewers", [1, 12])
async def test_message_costs_one_read_one_render_and_one_hint(
    open_page, lobby, ana, ben, say, costs, viewers
):
    cost = await _cost_of_message(open_page, lobby, [ana] * viewers, ben, say, costs)
    assert cost == {"renders": 1, "reads": 1, "layer messages": 1}


@pytest.mark.parametrize("viewers", [1, 12])
async def test_reaction_costs_a_read_of_the_message_one_of_the_names_and_one_render(
    open_page, lobby, ana, ben, say, costs, viewers
):
    message = await later(say, lobby, ben, "cake")
    pages = [await open_page(ana, "lobby") for _ in range(viewers)]
    await drain_all(pages)
    costs.hints.clear()
    await costs.watch()
    await later(message.reactions.toggle, ana.pk, "🎉")
    for page in pages:
        await page.until("from Ana Ruiz<")
    await costs.stop()
    reads = [sql for sql in costs.queries if '"rooms_message"."change_seq" >' in sql]
    names = [sql for sql in costs.queries if '"rooms_user" WHERE "rooms_user"."id" IN' in sql]
    assert (len(reads), len(names), costs.renders, len(costs.hints)) == (1, 1, 1, 1)


async def test_message_is_rendered_once_per_time_zone(
    open_page, lobby, ana, ben, sam, zoe, say, costs
):
    def set_time_zones():
        for person in (sam, zoe):
            person.time_zone = "Europe/Berlin"
            person.save()

    await later(set_time_zones)
    cost = await _cost_of_message(open_page, lobby, [ana, ben, sam, zoe], ben, say, costs)
    assert cost["renders"] == 2
    assert cost["reads"] == 1


async def test_sidebar_costs_no_query_while_everyone_views_the_room(
    open_page, lobby, ana, ben, say, costs
):
    await _cost_of_message(open_page, lobby, [ana, ana, ben], ben, say, costs)
    sidebar_queries = [sql for sql in costs.queries if '"rooms_room"."posts" -' in sql]
    assert sidebar_queries == []


async def test_message_queries_who_is_typing_only_while_somebody_types(
    open_page, lobby, ana, ben, say, costs
):
    async def typing_queries(text):
        costs.queries.clear()
        await later(say, lobby, ben, text)
        await page.until(text)
        await page.drain(0.5)
        return [sql for sql in costs.queries if '"typing_until" >' in sql]

    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    await costs.watch()
    assert not await typing_queries("nobody was typing")
    await later(lambda: lobby.memberships.get(user=ben).mark_typing())
    await page.until("is typing")
    assert await typing_queries("now somebody was")
    await costs.stop()


async def test_viewer_sees_a_renamed_room_in_the_sidebar(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    page.frames.clear()
    await later(lobby.rename, "Hall", "")
    await page.until(lambda page: any("places" in f and ">Hall<" in f for f in page.frames))


async def test_hints_on_the_channel_layer_never_carry_content(
    open_page, lobby, ana, ben, say, costs
):
    page = await open_page(ana, "lobby")
    await later(say, lobby, ben, "for the database alone")
    await page.until("for the database alone</div>")
    for seqs in costs.hints:
        assert all(seq is None or isinstance(seq, int) for seq in seqs.values())


async def test_burst_of_messages_arrives_in_few_frames(open_page, lobby, ana, ben, say, cursor_of):
    page = await open_page(ana, "lobby", await later(cursor_of, lobby))
    await page.drain(0.7)
    page.frames.clear()
    await later(lambda: [say(lobby, ben, f"burst {n}") for n in range(100)])
    await page.until("burst 99</div>")
    frames = [frame for frame in page.frames if "burst" in frame]
    assert len(frames) < 50
    assert len(page.messages) == 100
    assert page.doubled == 0


async def test_message_whose_hint_is_lost_arrives_with_the_next_poll(
    open_page, lobby, ana, ben, say, monkeypatch
):
    async def drop(seqs):
        """A channel layer that is down."""

    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    monkeypatch.setattr(hints, "send", drop)
    await later(say, lobby, ben, "found by the poll")
    await page.until("found by the poll</div>", timeout=3)


async def test_message_stored_by_another_process_arrives(open_page, lobby, ana, ben, say):
    """A thread with its own database connection stands for the other process."""
    page = await open_page(ana, "lobby")
    await page.drain(0.7)

    def write():
        say(lobby, ben, "from elsewhere")
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    await page.until("from elsewhere</div>", timeout=3)
    thread.join()


async def test_feed_repeats_a_failed_refresh(open_page, lobby, ana, ben, say, monkeypatch):
    page = await open_page(ana, "lobby")
    await page.drain(0.7)

    def fail(self, since):
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(MessageFeed, "changes", fail)
        await later(say, lobby, ben, "held back")
        await page.drain()
        assert "held back" not in "".join(page.frames)
    await page.until("held back</div>")


@pytest.mark.parametrize("others", [0, 30, 300])
async def test_latest_seqs_takes_one_query_per_kind_of_topic(
    open_page, lobby, garden, sam, django_assert_num_queries, others
):
    topics = [lobby.topic, garden.topic, sam.topic, "typing.1", "presence", "room.nonsense"]
    topics += [f"room.{10_000 + number}" for number in range(others)]

    def read():
        with django_assert_num_queries(2):
            return latest_seqs(topics)

    seqs = await later(read)
    await later(sam.refresh_from_db)
    assert seqs == {each.topic: each.seq for each in (lobby, garden, sam)}


async def test_hub_discards_a_feed_without_subscribers(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    assert Hub.running().feeds
    await page.close()
    assert not Hub.running().feeds
    assert not Hub.running().by_topic


async def test_concurrent_posts_are_committed_in_few_batches(
    open_page, lobby, ana, ben, sam, zoe, monkeypatch
):
    sizes = []
    post_batch = PostingManager.post_batch

    def record(manager, batch):
        sizes.append(len(batch))
        return post_batch(manager, batch)

    pages = [await open_page(person, "lobby") for person in (ana, ben, sam, zoe) for _ in range(4)]
    await drain_all(pages)
    monkeypatch.setattr(PostingManager, "post_batch", record)
    for number, page in enumerate(pages):
        await page.act("post", body=f"Word {number}.")
    for page in pages:
        await page.until(lambda page: len(page.messages) == len(pages))
    assert sum(sizes) == len(pages)
    assert len(sizes) <= 4
    assert len({tuple(page.messages) for page in pages}) == 1


async def test_post_locks_and_loads_its_room_in_one_query(open_page, lobby, ana, costs):
    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    await costs.watch()
    await page.act("post", body="one for all")
    await page.until("one for all</div>")
    await costs.stop()
    assert sum('FROM "rooms_room"' in sql for sql in costs.queries) == 1
