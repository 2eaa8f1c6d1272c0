"""Every action has the same outcome, permission and limit at each door."""

from functools import partial

import pytest

from rooms.api.socket.calls import CALLS, kind_of_subject
from rooms.chat.room_actions import ROOM_ACTIONS
from rooms.models import Room
from site_config.asgi import routes
from tests.api.program import program_of
from tests.live_page import later
from tests.plays import AT_DASHBOARD, OF_STAFF, PLAYS, data_of, path_of, prepare, socket_of, things

things = things
pytestmark = pytest.mark.django_db(transaction=True)

SOCKET_ONLY = {"typing", "suggest", "again"}
"What only a live page can ask for; `again` is `post` over again."


async def ask_api(person, name, things):
    """Ask as a program of that person."""
    method, path = PLAYS[name].api.split()
    ids = {key: thing.pk for key, thing in things.items()} | {"thread": things["thread"].slug}
    slugs = {"slug": things["counter"].slug, "public_id": things["ticket"].public_id}
    path = path.format(**ids, **slugs)
    program = await later(program_of, person)
    body = {"data": await later(data_of, name, things)} if method != "delete" else {}
    return await later(partial(program.ask, method, f"/api/v1/{path}", **body))


async def call(connect, person, name, things):
    """Ask on the socket of a program of that person."""
    topics = {"room": "room.lobby", "counter": f"counter.{things['counter'].pk}"}
    topic = topics.get(kind_of_subject(CALLS[name]))
    topic = f"room.{things['thread'].pk}" if name == "follow" else topic
    about = {"topic": topic} if topic else {}
    program = await connect(person)
    return await program.ask(name, **about, **await later(data_of, name, things))


def actions():
    pages = [route.callback.consumer_class for route in routes]
    return {name: action for page in pages for name, action in page.actions.items()}


def test_every_action_is_played_at_each_door():
    for_programs = {name for name, action in actions().items() if action.scope}
    at_pages_alone = {name for name in PLAYS if "api" not in doors_of(name)}
    assert set(PLAYS) - at_pages_alone == for_programs - SOCKET_ONLY


def doors_of(name):
    """Groups and duty are kept at pages alone."""
    return ("socket", "post", "api", "call") if PLAYS[name].api else ("socket", "post")


def test_every_action_with_a_scope_is_a_call():
    for_programs = {action.name for action in actions().values() if action.scope}
    elsewhere = {"notify", "room_read", "start_thread", *ROOM_ACTIONS}
    assert set(CALLS) == for_programs | elsewhere


async def ask(page, action, /, **data):
    """Ask on the page, and wait until that is answered."""
    await page.act(action, **data)
    await page.act("unknown")
    page.frames.clear()
    await page.until("the action is unknown")


@pytest.mark.parametrize("name", PLAYS)
async def test_action_has_the_same_outcome_at_each_door(
    name, things, open_page, client_of, connect, sam, ana, lobby
):
    who = sam if name in OF_STAFF else ana
    outcomes = []
    for door in doors_of(name):
        made = await later(things)
        await later(prepare, name, made)
        before = await later(PLAYS[name].outcome, made)
        if door == "socket":
            page = await open_page(who, socket_of(name, made))
            await ask(page, name, **await later(data_of, name, made))
        elif door == "post":
            client = await later(client_of, who)
            data = await later(data_of, name, made)
            answer = await later(client.post, path_of(name, made), data)
            assert answer.status_code == 302
        elif door == "api":
            assert (await ask_api(who, name, made)).status_code < 300
        else:
            assert "result" in await call(connect, who, name, made)
        after = await later(PLAYS[name].outcome, made)
        outcomes.append(after - before if isinstance(after, int) else after)
    assert outcomes == outcomes[:1] * len(outcomes)


@pytest.mark.parametrize("name", PLAYS)
async def test_limit_that_is_used_up_at_one_door_holds_at_the_others(
    name, things, open_page, client_of, connect, sam, ana, lobby, monkeypatch
):
    made, who = await later(things), sam if name in AT_DASHBOARD else ana
    await later(prepare, name, made)
    rate, data = actions()[name].rate, await later(data_of, name, made)
    for _ in range(rate.times):
        rate.check(name, who.pk)
    before = await later(PLAYS[name].outcome, made)

    client = await later(client_of, who)
    answer = await later(client.post, path_of(name, made), data)
    if answer.status_code == 302:  # these have no page of their own to show the reason on
        assert name in ("read", "read_all", "announcement_read", "unread", "follow")
        answer = await later(client.get, answer.url, follow=True)
    else:
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= rate.seconds
    assert "You can go on in" in answer.content.decode()

    page = await open_page(who, socket_of(name, made))
    await page.act(name, **data)
    await page.until("You can go on in")

    assert await later(PLAYS[name].outcome, made) == before
    if "api" not in doors_of(name):
        return
    answer = await ask_api(who, name, made)
    assert answer.status_code == 429
    assert "You can go on in" in answer.json()["detail"]
    assert answer["RateLimit-Policy"] == f'"{name}";q={rate.times};w={rate.seconds}'
    assert answer["RateLimit"] == f'"{name}";r=0;t={answer["Retry-After"]}'
    answer = await call(connect, who, name, made)
    assert answer["error"]["status"] == 429
    assert "You can go on in" in answer["error"]["detail"]
    assert await later(PLAYS[name].outcome, made) == before


async def test_150_plain_posts_store_no_more_than_the_limit(lobby, ana, client_of):
    client = await later(client_of, ana)
    statuses = []
    for number in range(150):
        answer = await later(client.post, "/rooms/lobby/", {"body": f"flood {number}"})
        statuses.append(answer.status_code)
    limit = actions()["post"].rate.times
    stored = await later(lambda: Room.objects.get(slug="lobby").posts)
    assert stored == statuses.count(302)
    assert stored < 150
    assert 429 in statuses[: 2 * limit]


async def test_refused_post_keeps_the_text_in_its_field(lobby, ana, client_of):
    client = await later(client_of, ana)
    rate = actions()["post"].rate
    for _ in range(rate.times):
        rate.check("post", ana.pk)
    answer = await later(client.post, "/rooms/lobby/", {"body": "not lost"})
    assert answer.status_code == 429
    assert 'value="not lost"' in answer.content.decode()


async def test_stranger_gets_the_same_refusal_at_each_door(
    things, open_page, client_of, connect, zoe, lobby
):
    made = await later(things)
    client = await later(client_of, zoe)
    data = await later(data_of, "delete", made)
    answer = await later(client.post, path_of("delete", made), data)
    assert answer.status_code == 403
    page = await open_page(zoe, "/ws/rooms/lobby/")
    await page.act("delete", **data)
    await page.until("You cannot change this message.")
    answer = await ask_api(zoe, "delete", made)
    assert answer.status_code == 403
    assert answer.json()["detail"] == "You cannot change this message."
    answer = await call(connect, zoe, "delete", made)
    assert answer["error"] == (await ask_api(zoe, "delete", made)).json()
