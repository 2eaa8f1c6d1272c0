"""The pages of webhooks: those of a bot, those of a room, and what was delivered."""

import re

import pytest
from django.test import Client

from rooms.models import AuditEntry, IncomingWebhook, Message, Webhook, WebhookDelivery
from tests.live_page import later

pytestmark = pytest.mark.django_db
ADDRESS = "https://bot.example/hearth?key=hush"
FIELDS = {"address": ADDRESS, "events": "mentions"}


def text(response):
    return response.content.decode()


def entries(verb):
    return list(AuditEntry.objects.filter(verb=verb).values_list("actor_name", "detail"))


@pytest.fixture
def path(echo):
    return f"/bots/{echo.pk}/webhooks/"


# Of a bot


@pytest.mark.parametrize("who", ["ana", "sam"])
def test_owner_and_staff_make_a_webhook_and_see_its_secret_once(
    client_of, path, who, ana, sam, echo
):
    client = client_of({"ana": ana, "sam": sam}[who])
    answer = client.post(path, FIELDS)
    webhook = Webhook.objects.get()
    assert answer.status_code == 200
    assert webhook.secret in text(answer)
    page = text(client.get(path))
    assert webhook.secret not in page
    assert ADDRESS in page
    ((_, detail),) = entries("webhook made")
    assert detail == "bot.example: mentions"


def test_outsider_and_another_bots_owner_get_nothing(client_of, path, zoe, ben, echo):
    for person in (zoe, ben):
        assert client_of(person).get(path).status_code == 404
        assert client_of(person).post(path, FIELDS).status_code == 404
    assert not Webhook.objects.exists()


def test_person_has_no_webhooks(client_of, ana):
    assert client_of(ana).get(f"/bots/{ana.pk}/webhooks/").status_code == 404


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("bot.example", "begins with https://"),
        ("ftp://bot.example/", "begins with https://"),
        ("javascript:alert(1)", "begins with https://"),
        ("https://", "begins with https://"),
        ("https://ana:secret@bot.example/", "begins with https://"),
        ("https://bot.example:99999/", "begins with https://"),
        ("https://bot.example/a b", "begins with https://"),
        ("https://[bad/", "begins with https://"),
        ("http://127.0.0.1/", "not allowed"),
        ("http://[::ffff:10.0.0.1]/", "not allowed"),
        ("http://169.254.169.254/latest/", "not allowed"),
    ],
)
def test_address_that_cannot_be_posted_to_is_refused_beside_its_field(
    client_of, path, ana, address, words
):
    answer = client_of(ana).post(path, FIELDS | {"address": address})
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Webhook.objects.exists()


def test_webhook_is_of_a_room_that_the_bot_is_in(client_of, path, ana, echo, garden, lobby):
    client = client_of(ana)
    assert client.post(path, FIELDS | {"room": "lobby"}).status_code == 422
    lobby.add_members(echo)
    assert client.post(path, FIELDS | {"room": "lobby", "events": "direct"}).status_code == 422
    assert client.post(path, FIELDS | {"room": "lobby"}).status_code == 200
    assert Webhook.objects.get().room == lobby


def test_bot_has_at_most_twenty(client_of, path, ana, echo):
    for _ in range(20):
        Webhook.objects.make(echo, ADDRESS, "every")
    answer = client_of(ana).post(path, FIELDS)
    assert answer.status_code == 422
    assert "20 webhooks already" in text(answer)


def test_owner_removes_a_webhook_and_no_other_bots(client_of, path, ana, sam, echo):
    theirs = Webhook.objects.make(
        type(sam).objects.add_bot("cron", "Cron", sam), "https://c.example/", "every"
    )
    mine = Webhook.objects.make(echo, ADDRESS, "every")
    client = client_of(ana)
    assert client.post(f"{path}remove/", {"webhook": theirs.pk}).status_code == 404
    assert client.post(f"{path}remove/", {"webhook": mine.pk}).status_code == 302
    assert list(Webhook.objects.all()) == [theirs]
    assert len(entries("webhook removed")) == 1


@pytest.mark.django_db(transaction=True)
async def test_webhook_is_made_and_removed_on_the_live_page(open_page, ana, echo):
    page = await open_page(ana, f"/ws/bots/{echo.pk}/webhooks/")
    await page.act("webhook_make", **FIELDS)
    await page.until("whsec_")
    webhook = await later(Webhook.objects.get)
    await page.act("webhook_make", **FIELDS | {"address": "nonsense"})
    await page.until("begins with https://")
    await page.act("webhook_remove", webhook=webhook.pk)
    await page.until("There is no webhook yet")
    assert not await later(Webhook.objects.exists)


# Of a room


def test_who_manages_the_room_makes_an_address_that_works(client_of, garden, sam):
    client = client_of(sam)
    assert "/rooms/garden/hooks/" in text(client.get("/rooms/garden/settings/"))
    answer = client.post("/rooms/garden/hooks/", {"name": "Deploys"})
    address = re.search(r"http://testserver(/hooks/[\w-]+/)", text(answer))[1]
    assert address not in text(client.get("/rooms/garden/hooks/"))
    assert Client().post(address, "done", content_type="text/plain").status_code == 200
    assert Message.objects.get().author.display_name == "Deploys"
    assert len(entries("hook made")) == 1


def test_member_and_outsider_make_no_address(client_of, garden, ana, zoe):
    assert client_of(ana).post("/rooms/garden/hooks/", {"name": "X"}).status_code == 403
    assert "hooks" not in text(client_of(ana).get("/rooms/garden/settings/"))
    assert client_of(zoe).post("/rooms/garden/hooks/", {"name": "X"}).status_code == 404
    assert not IncomingWebhook.objects.exists()


def test_direct_room_has_none(client_of, direct, ana):
    assert client_of(ana).get(f"/rooms/{direct.slug}/hooks/").status_code == 404


def test_address_is_revoked_by_who_manages_its_room_alone(client_of, garden, lobby, sam, ben):
    hook, _ = IncomingWebhook.objects.make(garden, "Deploys", sam)
    elsewhere = client_of(sam).post("/rooms/lobby/hooks/revoke/", {"hook": hook.pk})
    assert elsewhere.status_code == 404
    assert client_of(ben).post("/rooms/garden/hooks/revoke/", {"hook": hook.pk}).status_code == 404
    assert client_of(sam).post("/rooms/garden/hooks/revoke/", {"hook": hook.pk}).status_code == 302
    hook.refresh_from_db()
    assert hook.revoked_at
    assert len(entries("hook revoked")) == 1


@pytest.mark.django_db(transaction=True)
async def test_address_is_made_and_revoked_on_the_live_page(open_page, garden, sam):
    page = await open_page(sam, "/ws/rooms/garden/hooks/")
    await page.act("hook_make", name="Deploys")
    await page.until("/hooks/")
    secret = re.search(r"/hooks/([\w-]{40})/", "".join(page.frames))[1]
    hook = await later(IncomingWebhook.objects.of_secret, secret)
    await page.act("hook_revoke", hook=hook.pk)
    await page.until("There is no address yet")


@pytest.mark.django_db(transaction=True)
async def test_live_page_closes_for_who_no_longer_manages_the_room(open_page, garden, sam, ben):
    page = await open_page(sam, "/ws/rooms/garden/hooks/")
    await later(ben.make_staff)
    await later(garden.remove_member, sam)
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4403


# What was delivered


@pytest.fixture
def delivery(echo, lobby, ben, say):
    lobby.add_members(echo)
    Webhook.objects.make(echo, ADDRESS, "every")
    say(lobby, ben, "a secret plan")
    return WebhookDelivery.objects.get()


def test_staff_see_what_was_delivered_but_no_texts_and_no_secrets(client_of, delivery, sam):
    delivery.failed("The answer was 500.", 500, 12)
    page = text(client_of(sam).get("/dashboard/webhooks/"))
    for words in ("Echo", "bot.example", "500", "12 ms", "Send again"):
        assert words in page
    for words in ("secret plan", "hush", delivery.webhook.secret):
        assert words not in page


@pytest.mark.parametrize(
    ("state", "expected"), [("waiting", True), ("delivered", False), ("not delivered", False)]
)
def test_states_are_found(client_of, delivery, sam, state, expected):
    page = text(client_of(sam).get("/dashboard/webhooks/", {"state": state}))
    assert ("bot.example" in page) == expected


def test_send_again_is_there_until_it_is_delivered(client_of, delivery, sam):
    client = client_of(sam)
    client.post(f"/dashboard/webhooks/{delivery.pk}/again/")
    assert len(entries("delivery retried")) == 1
    delivery.delivered(204, 3)
    assert "Send again" not in text(client.get("/dashboard/webhooks/"))
    client.post(f"/dashboard/webhooks/{delivery.pk}/again/")
    assert len(entries("delivery retried")) == 1
