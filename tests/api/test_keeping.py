"""Tokens and bots are kept at two doors: a page's socket and a plain POST; programs keep none."""

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.urls import reverse
from django.utils import timezone

from rooms.api.actions import BOT_ACTIONS, TOKEN_ACTIONS
from rooms.api.authentication import authenticate
from rooms.live.refusal import Refused
from rooms.models import AuditEntry, Token, User
from tests.api.program import program_of
from tests.live_page import later
from tests.test_doors import actions, ask

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = re.compile(r"hearth_\w{42}")


class Play(NamedTuple):
    name: str
    path: str
    data: dict
    outcome: object


@pytest.fixture
def plays(ana, echo, lobby):
    """How each action is asked for by its address and its fields, and how its outcome is read."""

    def make():
        token = Token.objects.issue(ana, "Old", ["read"]).token
        bot = {"bot": echo.pk}
        bo = f"bo{User.objects.count()}"
        return [
            Play(
                "token_make",
                reverse("tokens"),
                {"name": "CI", "scopes": ["read", "write"], "lasts": "7"},
                lambda: Token.objects.filter(user=ana, name="CI").count(),
            ),
            Play(
                "token_revoke",
                reverse("token-revoke"),
                {"token": token.pk},
                lambda: Token.objects.exclude(revoked_at=None).count(),
            ),
            Play(
                "bot_make",
                reverse("dashboard-bots"),
                {"username": bo, "display_name": "Bo", "owner": "ana"},
                lambda: User.objects.bots().count(),
            ),
            Play(
                "bot_change",
                reverse("dashboard-bot", args=[echo.pk]),
                bot | {"display_name": "Eco", "owner": "ben"},
                lambda: AuditEntry.objects.filter(verb="bot changed").count(),
            ),
            Play(
                "bot_add",
                reverse("bot-room-add", args=[echo.pk]),
                bot | {"room": "lobby"},
                lambda: AuditEntry.objects.filter(verb="member added").count(),
            ),
            Play(
                "bot_remove",
                reverse("bot-room-remove", args=[echo.pk]),
                bot | {"room": "lobby"},
                lambda: AuditEntry.objects.filter(verb="member removed").count(),
            ),
        ]

    return make


def test_every_action_that_is_not_for_programs_is_played(plays):
    kept = {name for name, action in actions().items() if not action.scope}
    assert {play.name for play in plays()} == {*TOKEN_ACTIONS, *BOT_ACTIONS} <= kept


def keeper_of(name, ana, sam):
    return ana if name in TOKEN_ACTIONS else sam


@pytest.mark.parametrize("name", ["token_make", "token_revoke", "bot_make", "bot_change"])
async def test_action_has_the_same_outcome_at_both_doors(
    name, plays, open_page, client_of, ana, sam
):
    keeper, outcomes = keeper_of(name, ana, sam), []
    for door in ("socket", "post"):
        (play,) = [each for each in await later(plays) if each.name == name]
        before = await later(play.outcome)
        if door == "socket":
            page = await open_page(keeper, "/ws/tokens/")
            await ask(page, name, **play.data)
        else:
            client = await later(client_of, keeper)
            answer = await later(client.post, play.path, play.data)
            assert answer.status_code in (200, 302)
        outcomes.append(await later(play.outcome) - before)
    assert outcomes == [1, 1]


async def test_bot_is_put_into_a_room_and_taken_out_at_both_doors(
    plays, open_page, client_of, sam, echo, lobby
):
    found = {each.name: each for each in await later(plays)}
    page, client = await open_page(sam, "/ws/tokens/"), await later(client_of, sam)
    await ask(page, "bot_add", **found["bot_add"].data)
    assert await later(lobby.members.filter(pk=echo.pk).exists)
    await later(client.post, found["bot_remove"].path, found["bot_remove"].data)
    assert not await later(lobby.members.filter(pk=echo.pk).exists)
    await later(client.post, found["bot_add"].path, found["bot_add"].data)
    assert await later(lobby.members.filter(pk=echo.pk).exists)
    await ask(page, "bot_remove", **found["bot_remove"].data)
    assert not await later(lobby.members.filter(pk=echo.pk).exists)


@pytest.mark.parametrize("name", ["token_make", "token_revoke", "bot_make", "bot_add"])
async def test_limit_of_one_door_holds_at_the_other(name, plays, open_page, client_of, ana, sam):
    keeper, rate = keeper_of(name, ana, sam), actions()[name].rate
    (play,) = [each for each in await later(plays) if each.name == name]
    for _ in range(rate.times):
        rate.check(name, keeper.pk)
    before = await later(play.outcome)
    client = await later(client_of, keeper)
    answer = await later(client.post, play.path, play.data, follow=True)
    assert "You can go on in" in answer.content.decode()
    page = await open_page(keeper, "/ws/tokens/")
    await page.act(name, **play.data)
    await page.until("You can go on in")
    assert await later(play.outcome) == before


# The pages


def test_secret_is_shown_once(client_of, ana):
    client = client_of(ana)
    data = {"name": "CI", "scopes": ["read"], "lasts": "30"}
    (secret,) = SECRET.findall(client.post("/accounts/tokens/", data).content.decode())
    assert authenticate(secret).user == ana
    page = client.get("/accounts/tokens/").content.decode()
    assert "CI" in page
    assert not SECRET.search(page)
    token = Token.objects.get()
    assert timedelta(days=29) < token.ends_at - timezone.now() < timedelta(days=30)


async def test_secret_of_a_token_made_on_a_live_page_is_pushed(open_page, ana):
    page = await open_page(ana, "/ws/tokens/")
    await page.act("token_make", name="CI", scopes="read", lasts="")
    await page.until("hearth_")
    (secret,) = set(SECRET.findall("".join(page.frames)))
    principal = await later(authenticate, secret)
    assert (principal.scopes, principal.token.ends_at) == ({"read"}, None)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "CI"},
        {"name": "CI", "scopes": ["everything"]},
        {"name": "CI", "scopes": ["read"], "lasts": "x"},
        {"name": " ", "scopes": ["read"]},
    ],
)
def test_token_that_does_not_fit_is_refused_beside_its_field(client_of, ana, data):
    answer = client_of(ana).post("/accounts/tokens/", data)
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert not Token.objects.exists()


def test_nobody_revokes_the_token_of_somebody_else(client_of, ana, zoe, sam):
    token = Token.objects.issue(ana, "CI", ["read"]).token
    for other in (zoe, sam):
        answer = client_of(other).post("/accounts/tokens/revoke/", {"token": token.pk})
        assert answer.status_code == 404
    assert Token.objects.get().revoked_at is None


def test_revoked_token_stops_at_once(client_of, ana):
    token, secret = Token.objects.issue(ana, "CI", ["read"])
    client_of(ana).post("/accounts/tokens/revoke/", {"token": token.pk})
    with pytest.raises(Refused):
        authenticate(secret)
    assert "CI" not in client_of(ana).get("/accounts/tokens/").content.decode().split("notice")[0]


def test_owner_and_staff_make_tokens_of_a_bot_and_others_do_not(
    client_of, ana, sam, ben, zoe, echo
):
    path, data = f"/bots/{echo.pk}/tokens/", {"name": "Bot", "scopes": ["read"]}
    for person, status in ((ana, 200), (sam, 200), (ben, 404), (zoe, 404)):
        assert client_of(person).post(path, data).status_code == status
    assert Token.objects.filter(user=echo).count() == 2
    assert "Echo" in client_of(ana).get("/accounts/tokens/").content.decode()


def test_tokens_of_a_person_are_for_nobody_else(client_of, ana, sam):
    assert client_of(sam).get(f"/bots/{ana.pk}/tokens/").status_code == 404


def test_bot_is_made_with_words_beside_what_does_not_fit(client_of, sam, ana):
    client = client_of(sam)
    data = {"username": "ana", "display_name": "Bo", "owner": "ana"}
    answer = client.post("/dashboard/bots/", data)
    assert answer.status_code == 422
    assert "That username is taken" in answer.content.decode()
    answer = client.post("/dashboard/bots/", data | {"username": "bo", "owner": "nobody"})
    assert "There is nobody called nobody" in answer.content.decode()


def test_bot_is_shown_as_one(client_of, sam, ana, echo, lobby, say):
    lobby.add_members(echo, by=sam)
    say(lobby, echo, "Beep")
    client = client_of(ana)
    assert "bot-mark" in client.get("/rooms/lobby/").content.decode()
    assert "bot-mark" in client.get(f"/people/{echo.pk}/").content.decode()
    assert "Echo" not in client.get("/people/").content.decode()
    say(lobby, ana, "Hello")
    assert client.get("/rooms/lobby/").content.decode().count("bot-mark") == 1


def test_staff_find_bots_on_a_page_of_their_own(client_of, sam, echo):
    client = client_of(sam)
    assert "Echo" not in client.get("/dashboard/people/").content.decode()
    assert "Echo" in client.get("/dashboard/bots/").content.decode()
    assert client.get(f"/dashboard/people/{echo.pk}/").url == f"/dashboard/bots/{echo.pk}/"


def test_deactivated_bot_is_out(client_of, sam, echo):
    program = program_of(echo)
    client_of(sam).post(f"/dashboard/people/{echo.pk}/deactivate/")
    assert program.get("/api/v1/me/").status_code == 401
