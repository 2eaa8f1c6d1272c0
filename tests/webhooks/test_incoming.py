"""The secret address of a room: what services send there becomes a message of a bot."""

import json
from urllib.parse import urlencode

import pytest
from django.test import Client

from rooms.models import (
    AuditEntry,
    IncomingWebhook,
    Message,
    User,
    Webhook,
    WebhookDelivery,
)
from rooms.webhooks.views import hook as view

pytestmark = pytest.mark.django_db

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@pytest.fixture
def made(garden, sam):
    return IncomingWebhook.objects.make(garden, "Deploys", sam)


@pytest.fixture
def send(made):
    """Post a body to the address; curl's content type unless another one is given."""

    def post(body, content_type=FORM, secret=made[1], client=None):
        client = client or Client(enforce_csrf_checks=True)
        body = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.generic("POST", f"/hooks/{secret}/", body, content_type=content_type)

    return post


def said():
    return list(Message.objects.order_by("seq").values_list("body", flat=True))


def test_what_curl_sends_is_a_message_of_a_bot_that_people_see_is_one(send, garden, ana, client_of):
    answer = send("Deploy done")
    assert (answer.status_code, answer.content) == (200, b"Posted.\n")
    message = Message.objects.get()
    assert (message.room, message.author.display_name) == (garden, "Deploys")
    assert message.author.is_bot
    html = client_of(ana).get("/rooms/garden/").content.decode()
    assert "Deploy done" in html
    assert "Deploys" in html


SLACK = {
    "text": "Build <https://ci.example/7|#7> failed: a &lt; b",
    "attachments": [
        {"fallback": "not shown", "title": "Tests", "text": "3 failed"},
        {"fallback": "See <https://ci.example/7/log>"},
        "nonsense",
    ],
}
SLACK_TEXT = (
    "Build [#7](https://ci.example/7) failed: a < b\n\nTests\n\n3 failed\n\n"
    "See https://ci.example/7/log"
)


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("two\nlines & a=b", FORM, "two\nlines & a=b"),
        ("Zoë 🎉".encode(), "text/plain", "Zoë 🎉"),
        ({"text": "as JSON"}, JSON, "as JSON"),
        ({"text": "as JSON without saying so"}, FORM, "as JSON without saying so"),
        (SLACK, JSON, SLACK_TEXT),
        (urlencode({"payload": json.dumps(SLACK)}), FORM, SLACK_TEXT),
        ({"attachments": [{"fallback": "alone"}]}, JSON, "alone"),
        ('{"text": "half \\ud83d"}', JSON, "half ?"),
    ],
)
def test_text_is_found_in_each_shape(send, body, content_type, text):
    assert send(body, content_type).status_code == 200
    assert said() == [text]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "words"),
    [
        ("", FORM, 422, "Write something first."),
        (" \n", FORM, 422, "Write something first."),
        ("a" * 4_001, FORM, 422, "That is too long"),
        ("a" * 65_537, FORM, 413, "too large"),
        (b"\xff", "text/plain", 400, "UTF-8"),
        ("{", JSON, 400, "no valid JSON"),
        ("{broken", FORM, 400, "no valid JSON"),
        ("payload=", FORM, 400, "no valid JSON"),
        ("payload=x", FORM, 400, "no valid JSON"),
        ("[" * 9_000, JSON, 400, "no valid JSON"),
        ([], JSON, 422, "no “text”"),
        ({"attachments": 5}, JSON, 422, "no “text”"),
        ({"text": {}}, JSON, 422, "no “text”"),
        ("a", "multipart/form-data; boundary=x", 415, "not -F"),
    ],
)
def test_what_is_no_message_is_answered_with_words(send, body, content_type, status, words):
    answer = send(body, content_type)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert said() == []


def test_address_without_its_last_slash_takes_the_text(made):
    answer = Client().generic("POST", f"/hooks/{made[1]}", "Deploy done", content_type=FORM)
    assert answer.status_code == 200
    assert said() == ["Deploy done"]


def test_wrong_secret_and_another_method_are_refused(send, made):
    assert send("a", secret="wrong").status_code == 404
    assert send("a", secret=made[1][:-1]).status_code == 404
    answer = Client().get(f"/hooks/{made[1]}/")
    assert answer.status_code == 405
    assert b"curl -d" in answer.content


@pytest.mark.parametrize(
    "end",
    [
        lambda hook, garden: hook.revoke(),
        lambda hook, garden: hook.bot.deactivate(),
        lambda hook, garden: garden.remove_member(hook.bot),
        lambda hook, garden: hook.maker.deactivate(),
    ],
    ids=["revoked", "bot deactivated", "bot removed", "maker deactivated"],
)
def test_address_ends_with_what_it_stands_for(send, made, garden, ana, end):
    ana.make_staff()  # so that somebody is left
    end(made[0], garden)
    assert send("a").status_code == 404
    assert said() == []


def test_archived_room_takes_nothing(send, garden):
    garden.archive()
    answer = send("a")
    assert answer.status_code == 403
    assert "archived" in answer.content.decode()


def test_too_much_at_once_says_when_it_goes_on(send, made):
    for _ in range(view.RATE.times):
        view.RATE.check("hook", made[0].pk)
    answer = send("a")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= view.RATE.seconds


def test_secret_is_stored_as_a_hash_and_stands_in_no_log(send, made, caplog):
    hook, secret = made
    send("")
    send("a", secret=f"{secret}x")
    assert secret not in caplog.text
    assert secret not in str(vars(hook))
    assert secret not in " ".join(AuditEntry.objects.values_list("detail", flat=True))
    assert hook.hint == secret[:4]


def test_use_is_noted(send, made):
    send("a")
    assert IncomingWebhook.objects.get().last_used_at


def test_cookies_of_a_person_change_nothing(send, client_of, ana):
    assert send("a", client=client_of(ana)).status_code == 200
    assert Message.objects.get().author.display_name == "Deploys"


def test_nobody_keeps_tokens_for_the_bot_of_an_address(made, sam, ana, client_of):
    bot = User.objects.get(pk=made[0].bot_id)
    assert not bot.has_access
    assert client_of(ana).get(f"/bots/{bot.pk}/tokens/").status_code == 404


def test_what_an_address_writes_is_told_to_no_webhook(send, garden, echo):
    garden.add_members(echo)
    Webhook.objects.make(echo, "http://a.example/", Webhook.EVERY)
    send("@echo hello")
    assert not WebhookDelivery.objects.exists()
