"""The socket of programs: topics as JSON."""

import pytest

from rooms.live.hub import Hub
from rooms.live.metrics import metrics
from rooms.models import Counter, Room, notify
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


async def test_program_follows_a_room_and_posts(connect, lobby, ana, ben, say):
    program = await connect(ana)
    followed = await program.follow()
    assert followed == {"topic": f"room.{lobby.pk}", "slug": "lobby", "seq": 0}
    await later(say, lobby, ben, "Hi")
    posted = await program.result("post", topic=followed["topic"], body="Hello")
    assert posted["author"]["username"] == "ana"
    assert await program.changes(2) == [("posted", "Hi"), ("posted", "Hello")]
    assert program.frames[-1]["seq"] == 2
    assert program.frames[-1]["changes"][-1]["message"] == posted


async def test_program_is_told_as_whom_it_acts(connect, ana):
    program = await connect(ana, scopes=["read", "notify"])
    assert program.opened["user"]["username"] == "ana"
    assert program.opened["scopes"] == ["notify", "read"]


async def latest(program, event, people):
    """Wait until the latest frame of that event names these people."""

    def is_told():
        named = [frame["results"] for frame in program.frames if frame["event"] == event]
        return named and [each["name"] for each in named[-1]] == people

    await program.until(is_told)


async def test_program_follows_who_is_typing_but_not_itself(connect, lobby, ana, ben):
    program = await connect(ana)
    followed = await program.follow("typing.lobby")
    assert followed == {"topic": f"typing.{lobby.pk}", "slug": "lobby", "seq": 0}
    await latest(program, "typing", [])
    typing = lobby.memberships.get
    for who in (ana, ben):
        await later(lambda who=who: typing(user=who).mark_typing())
    await latest(program, "typing", ["Ben Okafor"])
    assert program.frames[-1]["results"] == [{"id": ben.pk, "name": "Ben Okafor"}]


async def test_program_follows_who_is_present(connect, open_page, lobby, ana, ben):
    program = await connect(ana)
    await program.follow("presence.lobby")
    await program.follow("presence")
    await latest(program, "presence", [])
    await open_page(ben, "/ws/rooms/lobby/")
    await program.until(
        lambda: (
            {f["topic"] for f in program.frames if f["count"]}
            == {"presence", f"presence.{lobby.pk}"}
        )
    )
    assert program.frames[-1]["results"] == [{"id": ben.pk, "name": "Ben Okafor", "is_away": False}]


async def test_who_leaves_a_room_is_told_no_more_of_who_is_there(connect, garden, ana):
    program = await connect(ana)
    for topic in ("typing.garden", "presence.garden"):
        await program.follow(topic)
    await later(garden.remove_member, ana)
    ended = {f"typing.{garden.pk}", f"presence.{garden.pk}"}
    await program.until(
        lambda: {f["topic"] for f in program.frames if f["event"] == "end"} == ended
    )


async def test_every_kind_of_change_is_an_event(connect, lobby, ana, ben, say):
    program = await connect(ana)
    await program.follow()
    message = await later(say, lobby, ben, "Tea?")
    await program.changes(1)
    await later(message.edit, "Coffee?")
    await program.changes(2)
    await later(message.reactions.toggle, ana.pk, "🎉")
    await program.changes(3)
    thread = await later(Room.objects.thread_of, message)
    await later(say, thread, ana, "Yes")
    await program.changes(4)
    await later(message.delete_text)
    assert await program.changes(5) == [
        ("posted", "Tea?"),
        ("edited", "Coffee?"),
        ("reacted", "Coffee?"),
        ("replied", "Coffee?"),
        ("deleted", ""),
    ]


async def test_program_that_resumes_misses_nothing_and_sees_nothing_twice(
    connect, lobby, ana, ben, say
):
    first = await connect(ana)
    await first.follow()
    await later(say, lobby, ben, "one")
    await first.changes(1)
    await first.close()
    two = await later(say, lobby, ben, "two")
    await later(say, lobby, ben, "three")
    await later(two.edit, "two, better")
    second = await connect(ana)
    await second.result("resume", topic="room.lobby", since=first.frames[-1]["seq"])
    assert await second.changes(2) == [("posted", "two, better"), ("posted", "three")]
    assert second.frames[-1]["seq"] == 4
    assert await second.is_silent()


async def test_program_that_knows_all_is_told_nothing(connect, lobby, ana, ben, say):
    await later(say, lobby, ben, "one")
    program = await connect(ana)
    await program.follow(since=1)
    assert await program.is_silent()


@pytest.mark.parametrize("since", [0, 1_000])
async def test_program_that_is_too_far_behind_is_told_of_a_gap(
    connect, lobby, ana, ben, say, since, monkeypatch
):
    monkeypatch.setattr("rooms.chat.feeds.MessageFeed.reach", 2)
    for body in ("one", "two", "three"):
        await later(say, lobby, ben, body)
    program = await connect(ana)
    await program.follow(since=since)
    await program.until(lambda: program.frames)
    topic = f"room.{lobby.pk}"
    assert program.frames == [{"topic": topic, "seq": 3, "event": "gap", "since": min(since, 3)}]
    await later(say, lobby, ben, "four")
    assert await program.changes(1) == [("posted", "four")]


async def test_one_render_is_for_all_programs(connect, lobby, ana, ben, zoe, say):
    programs = [await connect(person) for person in (ana, ben, zoe, ana)]
    for program in programs:
        await program.follow()
    before = metrics["renders"]
    await later(say, lobby, ben, "Hi")
    for program in programs:
        assert await program.changes(1) == [("posted", "Hi")]
    assert metrics["renders"] == before + 1


async def test_page_and_program_share_one_feed(connect, open_page, lobby, ana, ben):
    page, program = await open_page(ben, "lobby"), await connect(ana)
    await program.follow()
    await program.result("post", topic="room.lobby", body="**Hello**")
    await page.until("<strong>Hello</strong>")
    assert await program.changes(1) == [("posted", "**Hello**")]
    assert len([feed for feed in Hub.running().feeds.values() if feed.topic == "room.1"]) <= 3


async def test_unsubscribed_topic_is_silent(connect, lobby, ana, ben, say):
    program = await connect(ana)
    topic = (await program.follow())["topic"]
    await program.result("unsubscribe", topic=topic)
    await later(say, lobby, ben, "Hi")
    assert await program.is_silent()
    assert (await program.ask("unsubscribe", topic=topic))["error"]["status"] == 404


async def test_topic_is_known_by_the_name_it_was_asked_for_by(connect, lobby, ana, monkeypatch):
    program = await connect(ana)
    await program.follow()
    monkeypatch.setattr("rooms.api.socket.consumer.find_topic", None)
    await program.result("typing", topic="room.lobby")
    await program.result("unsubscribe", topic="room.lobby")
    assert "error" in await program.ask("typing", topic="room.lobby")


async def test_subscribing_again_begins_again(connect, lobby, ana, ben, say):
    await later(say, lobby, ben, "Hi")
    program = await connect(ana)
    for _ in range(2):
        await program.follow(since=0)
    assert await program.changes(2) == [("posted", "Hi")] * 2
    await later(say, lobby, ben, "Once")
    assert (await program.changes(3))[2:] == [("posted", "Once")]
    assert await program.is_silent()


async def test_counter_comes_with_its_latest_value(connect, lobby, ana):
    counter = await later(Counter.objects.start, "Deploys")
    program = await connect(ana)
    assert (await program.follow("counter.deploys"))["topic"] == f"counter.{counter.pk}"
    await program.result("bump", topic="counter.deploys", step=3)
    await program.until(lambda: program.frames and program.frames[-1]["counter"]["value"] == 3)
    assert program.frames[-1]["event"] == "counter"
    assert program.frames[-1]["seq"] == program.frames[-1]["counter"]["seq"]


async def test_bell_tells_each_notification_once(connect, ana, ben):
    await later(notify, ana, "note", "old")
    program = await connect(ana)
    bell = await program.follow("bell")
    await program.until(lambda: program.frames)
    assert (program.frames[0]["unread"], program.frames[0]["results"]) == (1, [])
    await later(notify, [ana, ben], "deploy", "Done")
    await program.until(lambda: len(program.frames) == 2)
    assert [each["text"] for each in program.frames[1]["results"]] == ["Done"]
    await program.result("read_all")
    await program.until(lambda: program.frames[-1]["unread"] == 0)
    assert program.frames[-1]["results"] == []
    again = await connect(ana)
    await again.follow("bell", since=bell["seq"])
    await again.until(lambda: again.frames)
    assert [each["text"] for each in again.frames[0]["results"]] == ["Done"]


async def test_bell_that_is_far_behind_has_a_gap(connect, ana, monkeypatch):
    monkeypatch.setattr("rooms.api.socket.bell_feed.MOST", 2)
    for number in range(3):
        await later(notify, ana, "note", str(number))
    program = await connect(ana)
    latest = (await program.follow("bell", since=0))["seq"]
    await program.until(lambda: program.frames)
    assert program.frames == [{"topic": "bell", "seq": latest, "event": "gap", "since": 0}]
