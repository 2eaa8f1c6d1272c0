"""Every action has the same outcome, permission and limit at both doors."""

import uuid
from typing import NamedTuple

import pytest
from django.urls import reverse

from rooms.models import Announcement, Counter, Notification, Room
from site_config.asgi import routes
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

SOCKET_ONLY = {"typing", "suggest", "again"}
"What only a live page can ask for; `again` is `post` over again."


class Play(NamedTuple):
    """How an action is asked at both doors, and how its outcome is read from the database."""

    socket: str
    post: str
    outcome: object


@pytest.fixture
def things(lobby, ana, say):
    """Fresh objects for one call."""

    def make():
        message = say(lobby, ana, "Hello")
        return {
            "message": message,
            "counter": Counter.objects.start("Votes"),
            "notification": Notification.objects.create(user=ana, kind="note", text="Done"),
            "announcement": Announcement.objects.announce(None, "News"),
        }

    return make


def read_count(things):
    return Notification.objects.filter(pk=things["notification"].pk).exclude(read_at=None).count()


def unread(things):
    """How many messages Ana has not read: the newest one."""
    room = Room.objects.get(slug="lobby")
    return room.posts - room.memberships.get(user__username="ana").read_posts


def value(things):
    return Counter.objects.get(pk=things["counter"].pk).value


PLAYS = {
    "post": Play("/ws/rooms/lobby/", "room", lambda t: Room.objects.get(slug="lobby").posts),
    "edit": Play(
        "/ws/rooms/lobby/", "message-edit", lambda t: t["message"]._meta.model.objects.last().body
    ),
    "delete": Play(
        "/ws/rooms/lobby/",
        "message-delete",
        lambda t: t["message"]._meta.model.objects.last().is_deleted,
    ),
    "react": Play("/ws/rooms/lobby/", "react", lambda t: t["message"].reactions.count()),
    "unread": Play("/ws/rooms/lobby/", "unread", unread),
    "read": Play("/ws/site/", "notifications-read", read_count),
    "read_all": Play("/ws/site/", "notifications-read", read_count),
    "announcement_read": Play(
        "/ws/site/", "announcement-read", lambda t: t["announcement"].readings.count()
    ),
    "bump": Play("/ws/counters/{slug}/", "counter-bump", value),
    "set": Play("/ws/counters/{slug}/", "counter-set", value),
    "reset": Play("/ws/counters/{slug}/", "counter-reset", value),
}


def data_of(name, things):
    return {
        "post": {"body": "Again", "key": str(uuid.uuid4())},
        "edit": {"message": things["message"].pk, "body": "Edited"},
        "delete": {"message": things["message"].pk},
        "react": {"message": things["message"].pk, "emoji": "🎉"},
        "unread": {"message": things["message"].pk},
        "read": {"notification": things["notification"].pk},
        "announcement_read": {"announcement": things["announcement"].pk},
        "bump": {"step": 3},
        "set": {"value": 7},
    }.get(name, {})


def path_of(name, things):
    subject = {
        "room": ["lobby"],
        "message-edit": [things["message"].pk],
        "message-delete": [things["message"].pk],
        "announcement-read": [things["announcement"].pk],
        "notifications-read": [],
        "react": [],
        "unread": [],
    }
    return reverse(PLAYS[name].post, args=subject.get(PLAYS[name].post, [things["counter"].slug]))


def actions():
    pages = [route.callback.consumer_class for route in routes]
    return {name: action for page in pages for name, action in page.actions.items()}


def test_every_action_is_played_at_both_doors():
    assert set(PLAYS) == set(actions()) - SOCKET_ONLY


async def ask(page, name, **data):
    """Ask on the page, and wait until that is answered."""
    await page.act(name, **data)
    await page.act("unknown")
    page.frames.clear()
    await page.until("the action is unknown")


@pytest.mark.parametrize("name", PLAYS)
async def test_action_has_the_same_outcome_at_both_doors(
    name, things, open_page, client_of, sam, ana, lobby
):
    who = sam if name in ("set", "reset") else ana
    outcomes = []
    for door in ("socket", "post"):
        made = await later(things)
        before = await later(PLAYS[name].outcome, made)
        if door == "socket":
            page = await open_page(who, PLAYS[name].socket.format(slug=made["counter"].slug))
            await ask(page, name, **data_of(name, made))
        else:
            client = await later(client_of, who)
            answer = await later(client.post, path_of(name, made), data_of(name, made))
            assert answer.status_code == 302
        after = await later(PLAYS[name].outcome, made)
        outcomes.append(after - before if isinstance(after, int) else after)
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("name", PLAYS)
async def test_limit_that_is_used_up_at_one_door_holds_at_the_other(
    name, things, open_page, client_of, ana, lobby, monkeypatch
):
    made = await later(things)
    rate = actions()[name].rate
    for _ in range(rate.times):
        rate.check(name, ana.pk)
    before = await later(PLAYS[name].outcome, made)

    client = await later(client_of, ana)
    answer = await later(client.post, path_of(name, made), data_of(name, made))
    if answer.status_code == 302:  # these have no page of their own to show the reason on
        assert name in ("read", "read_all", "announcement_read", "unread")
        answer = await later(client.get, answer.url, follow=True)
    else:
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= rate.seconds
    assert "You can go on in" in answer.content.decode()

    page = await open_page(ana, PLAYS[name].socket.format(slug=made["counter"].slug))
    await page.act(name, **data_of(name, made))
    await page.until("You can go on in")
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


async def test_stranger_gets_the_same_refusal_at_both_doors(
    things, open_page, client_of, zoe, lobby
):
    made = await later(things)
    client = await later(client_of, zoe)
    answer = await later(client.post, path_of("delete", made), data_of("delete", made))
    assert answer.status_code == 403
    page = await open_page(zoe, "/ws/rooms/lobby/")
    await page.act("delete", **data_of("delete", made))
    await page.until("You cannot change this message.")
