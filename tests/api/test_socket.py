"""The socket of programs: topics as JSON, and calls that are answered."""

import json
from functools import partial

import pytest

from rooms.live.hub import Hub
from rooms.live.metrics import metrics
from rooms.models import Counter, Message, Notification, Room, Token, notify
from rooms.models.token import EVERY_SCOPE
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


async def follow(program, topic="room.lobby", **since):
    return await program.result("subscribe", topic=topic, **since)


async def test_program_follows_a_room_and_posts(connect, lobby, ana, ben, say):
    program = await connect(ana)
    followed = await follow(program)
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


async def test_every_kind_of_change_is_an_event(connect, lobby, ana, ben, say):
    program = await connect(ana)
    await follow(program)
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
    await follow(first)
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
    await follow(program, since=1)
    assert await program.is_silent()


@pytest.mark.parametrize("since", [0, 1_000])
async def test_program_that_is_too_far_behind_is_told_of_a_gap(
    connect, lobby, ana, ben, say, since, monkeypatch
):
    monkeypatch.setattr("rooms.chat.feeds.MessageFeed.reach", 2)
    for body in ("one", "two", "three"):
        await later(say, lobby, ben, body)
    program = await connect(ana)
    await follow(program, since=since)
    await program.until(lambda: program.frames)
    topic = f"room.{lobby.pk}"
    assert program.frames == [{"topic": topic, "seq": 3, "event": "gap", "since": min(since, 3)}]
    await later(say, lobby, ben, "four")
    assert await program.changes(1) == [("posted", "four")]


async def test_one_render_is_for_all_programs(connect, lobby, ana, ben, zoe, say):
    programs = [await connect(person) for person in (ana, ben, zoe, ana)]
    for program in programs:
        await follow(program)
    before = metrics["renders"]
    await later(say, lobby, ben, "Hi")
    for program in programs:
        assert await program.changes(1) == [("posted", "Hi")]
    assert metrics["renders"] == before + 1


async def test_page_and_program_share_one_feed(connect, open_page, lobby, ana, ben):
    page, program = await open_page(ben, "lobby"), await connect(ana)
    await follow(program)
    await program.result("post", topic="room.lobby", body="**Hello**")
    await page.until("<strong>Hello</strong>")
    assert await program.changes(1) == [("posted", "**Hello**")]
    assert len([feed for feed in Hub.running().feeds.values() if feed.topic == "room.1"]) <= 3


async def test_unsubscribed_topic_is_silent(connect, lobby, ana, ben, say):
    program = await connect(ana)
    topic = (await follow(program))["topic"]
    await program.result("unsubscribe", topic=topic)
    await later(say, lobby, ben, "Hi")
    assert await program.is_silent()
    assert (await program.ask("unsubscribe", topic=topic))["error"]["status"] == 404


async def test_topic_is_known_by_the_name_it_was_asked_for_by(connect, lobby, ana, monkeypatch):
    program = await connect(ana)
    await follow(program)
    monkeypatch.setattr("rooms.api.socket.consumer.find_topic", None)
    await program.result("typing", topic="room.lobby")
    await program.result("unsubscribe", topic="room.lobby")
    assert "error" in await program.ask("typing", topic="room.lobby")


async def test_subscribing_again_begins_again(connect, lobby, ana, ben, say):
    await later(say, lobby, ben, "Hi")
    program = await connect(ana)
    for _ in range(2):
        await follow(program, since=0)
    assert await program.changes(2) == [("posted", "Hi")] * 2
    await later(say, lobby, ben, "Once")
    assert (await program.changes(3))[2:] == [("posted", "Once")]
    assert await program.is_silent()


async def test_counter_comes_with_its_latest_value(connect, lobby, ana):
    counter = await later(Counter.objects.start, "Deploys")
    program = await connect(ana)
    assert (await follow(program, "counter.deploys"))["topic"] == f"counter.{counter.pk}"
    await program.result("bump", topic="counter.deploys", step=3)
    await program.until(lambda: program.frames and program.frames[-1]["counter"]["value"] == 3)
    assert program.frames[-1]["event"] == "counter"
    assert program.frames[-1]["seq"] == program.frames[-1]["counter"]["seq"]


async def test_bell_tells_each_notification_once(connect, ana, ben):
    await later(notify, ana, "note", "old")
    program = await connect(ana)
    bell = await follow(program, "bell")
    await program.until(lambda: program.frames)
    assert (program.frames[0]["unread"], program.frames[0]["results"]) == (1, [])
    await later(notify, [ana, ben], "deploy", "Done")
    await program.until(lambda: len(program.frames) == 2)
    assert [each["text"] for each in program.frames[1]["results"]] == ["Done"]
    await program.result("read_all")
    await program.until(lambda: program.frames[-1]["unread"] == 0)
    assert program.frames[-1]["results"] == []
    again = await connect(ana)
    await follow(again, "bell", since=bell["seq"])
    await again.until(lambda: again.frames)
    assert [each["text"] for each in again.frames[0]["results"]] == ["Done"]


async def test_bell_that_is_far_behind_has_a_gap(connect, ana, monkeypatch):
    monkeypatch.setattr("rooms.api.socket.bell_feed.MOST", 2)
    for number in range(3):
        await later(notify, ana, "note", str(number))
    program = await connect(ana)
    latest = (await follow(program, "bell", since=0))["seq"]
    await program.until(lambda: program.frames)
    assert program.frames == [{"topic": "bell", "seq": latest, "event": "gap", "since": 0}]


# Calls:


async def test_key_posts_once_over_socket_and_http(connect, lobby, ana):
    program = await connect(ana)
    posts = [
        await program.result("post", topic="room.lobby", body="Once", key="build 7")
        for _ in range(2)
    ]
    assert posts[0] == posts[1]
    assert await later(Message.objects.count) == 1


CALLS = {
    "edit": {"body": "Else"},
    "delete": {},
    "react": {"emoji": "🎉"},
    "unread": {},
}


@pytest.mark.parametrize("action", CALLS)
async def test_message_is_changed_by_a_call(connect, lobby, ana, say, action):
    message = await later(say, lobby, ana, "Hello")
    program = await connect(ana)
    answer = await program.result(action, topic="room.lobby", message=message.pk, **CALLS[action])
    if action in ("edit", "react"):
        assert answer["id"] == message.pk
        assert answer["change_seq"] == 2
    else:
        assert answer is None


async def test_other_actions_are_calls_too(connect, lobby, ana, sam):
    counter = await later(Counter.objects.start, "Votes")
    program = await connect(sam)
    subject = {"topic": f"counter.{counter.pk}"}
    assert (await program.result("set", value=7, **subject))["value"] == 7
    assert (await program.result("reset", **subject))["value"] == 0
    told = await program.result("notify", people=["ana"], kind="deploy", text="Done")
    assert told == {"notified": 1}
    notification = await later(Notification.objects.get, user=ana)
    anas = await connect(ana)
    assert await anas.result("read", notification=notification.pk) is None
    assert await anas.result("room_read", topic="room.lobby") is None
    assert await anas.result("typing", topic="room.lobby") is None
    (suggested,) = await anas.result("suggest", topic="room.lobby", body="@be")
    assert suggested["name"] == "ben"


async def test_refusal_has_the_words_of_the_pages(connect, lobby, garden, ana, ben, say):
    message = await later(say, lobby, ben, "Mine")
    program = await connect(ana)
    ask = partial(program.ask, topic="room.lobby")
    assert (await ask("post", body=" "))["error"] == {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "Write something first.",
        "field": "body",
    }
    refused = (await ask("edit", message=message.pk, body="Yours"))["error"]
    assert (refused["status"], refused["detail"]) == (403, "You cannot change this message.")
    assert (await ask("delete", message=10**6))["error"]["status"] == 404
    assert (await program.ask("announcement_read", announcement=9))["error"]["status"] == 404


async def test_rate_holds_on_the_socket(connect, lobby, ana):
    program = await connect(ana)
    for _ in range(12):
        await program.result("typing", topic="room.lobby")
    error = (await program.ask("typing", topic="room.lobby"))["error"]
    assert error["status"] == 429
    assert 0 < error["retry_after"] <= 10


FRAMES = {
    "no JSON": ("{", None, 400),
    "a list": ("[]", None, 400),
    "half a character": (r'{"id": 1, "action": "\ud800"}', None, 400),
    "deep": ("[" * 60_000, None, 400),
    "a long number": ("1" * 5_000, None, 400),
    "an id that is none": ('{"id": {}, "action": "post"}', None, 400),
    "no action": ('{"id": 1}', 1, 400),
    "an action that is none": ('{"id": 1, "action": 5}', 1, 400),
    "an unknown action": ('{"id": "a", "action": "fly"}', "a", 404),
    "of pages alone": ('{"id": 1, "action": "token_make"}', 1, 404),
    "no topic": ('{"id": 1, "action": "post", "body": "Hi"}', 1, 422),
    "another kind of topic": ('{"id": 1, "action": "bump", "topic": "room.lobby"}', 1, 422),
    "an unknown topic": ('{"id": 1, "action": "subscribe", "topic": "x.y"}', 1, 404),
    "a since that is none": (
        '{"id": 1, "action": "subscribe", "topic": "room.lobby", "since": "1"}',
        1,
        400,
    ),
    "a since beyond": (
        f'{{"id": 1, "action": "subscribe", "topic": "room.lobby", "since": {2**70}}}',
        1,
        400,
    ),
    "too long": (json.dumps({"id": 1, "action": "post", "body": "x" * 70_000}), None, 400),
}


@pytest.mark.parametrize("name", FRAMES)
async def test_malformed_frame_gets_an_error(connect, lobby, ana, name):
    text, number, status = FRAMES[name]
    program = await connect(ana)
    await program.send(text)
    await program.until(lambda: number in program.answers)
    assert program.answers[number]["error"]["status"] == status
    assert await program.result("typing", topic="room.lobby") is None


async def test_bytes_get_an_error(connect, ana):
    program = await connect(ana)
    await program.socket.send_to(bytes_data=b"{}")
    await program.until(lambda: None in program.answers)


async def test_fault_of_ours_is_said_and_the_socket_stays(connect, lobby, ana, monkeypatch):
    program = await connect(ana)

    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr("rooms.api.socket.consumer.find_topic", fail)
    assert (await program.ask("subscribe", topic="room.lobby"))["error"]["status"] == 500
    monkeypatch.undo()
    await follow(program)


# Scopes and rights:


async def test_call_needs_the_scope_of_its_action(connect, lobby, ana):
    program = await connect(ana, scopes=["read"])
    error = (await program.ask("post", topic="room.lobby", body="Hi"))["error"]
    assert (error["status"], error["detail"]) == (403, "This token has not the scope “write”.")
    program = await connect(ana, scopes=EVERY_SCOPE - {"read"})
    assert (await program.ask("subscribe", topic="room.lobby"))["error"]["status"] == 403


@pytest.mark.parametrize("topic", ["room.garden", "counter.seeds"])
async def test_stranger_cannot_tell_a_closed_topic_from_none(connect, garden, zoe, topic):
    await later(Counter.objects.start, "Seeds", room=garden)
    program = await connect(zoe)
    closed = await program.ask("subscribe", topic=topic)
    none = await program.ask("subscribe", topic=topic.partition(".")[0] + ".nowhere")
    assert closed["error"] == none["error"]
    assert closed["error"]["status"] == 404
    by_id = await program.ask("post", topic=f"room.{garden.pk}", body="Hi")
    assert by_id["error"]["status"] == 404


async def test_removed_member_hears_no_more_and_stays_connected(
    connect, lobby, garden, ana, sam, say
):
    await later(Counter.objects.start, "Seeds", room=garden)
    program = await connect(ana)
    topics = {(await follow(program, name))["topic"] for name in ("room.garden", "counter.seeds")}
    await follow(program)
    await later(garden.remove_member, ana)
    await program.until(lambda: sum(each["event"] == "end" for each in program.frames) == 2)
    ended = [each for each in program.frames if each["event"] == "end"]
    assert {each["topic"] for each in ended} == topics
    assert ended[0]["error"]["status"] == 404
    await later(say, garden, sam, "Secret")
    await later(say, lobby, sam, "Public")
    assert await program.changes(1) == [("posted", "Public")]
    assert await program.is_silent()
    assert (await program.ask("post", topic="room.garden", body="Hi"))["error"]["status"] == 404


def revoke(user):
    Token.objects.get(user=user).revoke()


def deactivate_owner(user):
    (user.owner or user).deactivate()


@pytest.mark.parametrize("end", [revoke, deactivate_owner])
async def test_socket_ends_with_its_token(connect, lobby, ana, sam, echo, end):
    program = await connect(echo)
    await later(end, echo)
    await program.until(lambda: program.close_code)
    assert program.close_code == 4401
    assert program.answers[None]["error"]["status"] == 401
