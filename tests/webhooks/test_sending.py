"""A webhook of a bot gets what concerns it, signed, once; its answer becomes the bot's message."""

import json

import pytest
from standardwebhooks import Webhook as Signer
from standardwebhooks import WebhookVerificationError

from rooms.models import Job, Message, Room, Webhook
from tests.webhooks.conftest import the_delivery

pytestmark = pytest.mark.django_db


def bodies(receiver):
    return [json.loads(r.body)["data"]["message"]["body"] for r in receiver.requests]


def test_mention_is_posted_with_a_signature(listen, receiver, lobby, ben, say, run_jobs):
    webhook = listen()
    say(lobby, ben, "no name in it")
    message = say(lobby, ben, "@echo what time is it?")
    run_jobs()
    (request,) = receiver.requests
    event = Signer(webhook.secret).verify(request.body, request.headers)
    assert request.path == "/hook?key=secret"
    assert request.headers["Host"] == f"127.0.0.1:{receiver.server.server_port}"
    assert event["type"] == "message.posted"
    assert event["data"]["because"] == "mentions"
    assert event["data"]["room"]["slug"] == "lobby"
    assert event["data"]["message"]["id"] == message.pk
    assert event["data"]["message"]["author"]["username"] == "ben"
    with pytest.raises(WebhookVerificationError):
        Signer(Webhook.objects.make(webhook.bot, "http://b.example/", "mentions").secret).verify(
            request.body, request.headers
        )


def test_answer_becomes_the_bots_message(listen, receiver, lobby, ben, echo, say, run_jobs):
    listen()
    receiver.answers(body=b"Half past **three**.\n")
    say(lobby, ben, "@echo what time is it?")
    run_jobs()
    said = Message.objects.get(author=echo)
    assert (said.room, said.body) == (lobby, "Half past **three**.")
    assert the_delivery().answer == ""


def test_text_of_a_json_answer_is_said(listen, receiver, lobby, ben, echo, say, run_jobs):
    listen()
    receiver.answers(body=b'{"text": "Half past three"}', content_type="application/json")
    say(lobby, ben, "@echo what time is it?")
    run_jobs()
    assert Message.objects.get(author=echo).body == "Half past three"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "text/plain"),
        (b" \n", "text/plain"),
        (b"<p>OK</p>", "text/html"),
        (b"[]", "application/json"),
        (b'{"text": 5}', "application/json"),
        (b'{"ok": true}', "application/json"),
        (b"[" * 5_000, "application/json"),
        (b"{", "application/json"),
        (b"a" * 65_537, "text/plain"),
    ],
)
def test_other_answers_say_nothing(
    listen, receiver, lobby, ben, echo, say, run_jobs, body, content_type
):
    listen()
    receiver.answers(body=body, content_type=content_type)
    say(lobby, ben, "@echo hello")
    run_jobs()
    assert the_delivery().delivered_at
    assert not Message.objects.filter(author=echo).exists()


def test_answer_that_no_message_may_be_is_named_in_the_log(
    listen, receiver, lobby, ben, echo, say, run_jobs
):
    listen()
    receiver.answers(body=b"a" * 4_001)
    say(lobby, ben, "@echo hello")
    run_jobs()
    assert the_delivery().error.startswith("The answer was not posted: That is too long")
    assert not Message.objects.filter(author=echo).exists()


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("mentions", ["@echo hello"]),
        ("direct", ["psst"]),
        ("every", ["@echo hello", "no name", "psst"]),
    ],
)
def test_webhook_is_told_of_its_events_alone(
    listen, receiver, lobby, ben, echo, say, run_jobs, events, expected
):
    listen(events)
    say(lobby, ben, "@echo hello")
    say(lobby, ben, "no name")
    say(Room.objects.direct(ben, echo), ben, "psst")
    run_jobs()
    assert bodies(receiver) == expected


def test_webhook_of_a_room_is_told_of_no_other(
    listen, receiver, lobby, garden, ana, echo, say, run_jobs
):
    garden.add_members(echo)
    listen("every", room=garden)
    say(lobby, ana, "in the lobby")
    say(garden, ana, "in the garden")
    run_jobs()
    assert bodies(receiver) == ["in the garden"]


def test_messages_of_bots_are_told_to_nobody(listen, receiver, lobby, echo, sam, say, run_jobs):
    listen("every")
    say(lobby, echo, "@echo again and again")
    run_jobs()
    assert receiver.requests == []


def test_webhook_hears_of_a_room_that_its_bot_enters_later(
    listen, receiver, garden, ana, echo, say, run_jobs
):
    listen()
    say(garden, ana, "@echo before")
    garden.add_members(echo)
    say(garden, ana, "@echo after")
    run_jobs()
    assert bodies(receiver) == ["@echo after"]


@pytest.mark.parametrize(
    "end",
    [
        lambda lobby, echo, message: message.delete_text(),
        lambda lobby, echo, message: lobby.remove_member(echo),
        lambda lobby, echo, message: echo.deactivate(),
        lambda lobby, echo, message: echo.owner.deactivate(),
        lambda lobby, echo, message: echo.webhooks.get().remove(),
    ],
    ids=["deleted", "removed from the room", "bot gone", "owner gone", "webhook gone"],
)
def test_nothing_is_sent_that_the_bot_may_no_longer_read(
    listen, receiver, lobby, ben, echo, say, run_jobs, end
):
    listen()
    end(lobby, echo, say(lobby, ben, "@echo hello"))
    run_jobs()
    assert receiver.requests == []
    assert not Job.objects.filter(kind="webhook.send").exists()


def test_mention_in_a_thread_is_told_and_answered_there(
    listen, receiver, lobby, ben, echo, say, run_jobs
):
    listen()
    receiver.answers(body=b"Half past three")
    thread = Room.objects.thread_of(say(lobby, ben, "What time is it?"))
    say(thread, ben, "@echo do you know?")
    run_jobs()
    assert bodies(receiver) == ["@echo do you know?"]
    assert Message.objects.get(author=echo).room == thread
