"""The socket of programs: calls, and what is answered to them."""

import json
from functools import partial

import pytest

from rooms.models import Counter, Message, Notification
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


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
    await program.follow()
