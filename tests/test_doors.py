"""Every action has the same outcome, permission and limit at each door."""

import uuid
from functools import partial
from typing import NamedTuple

import pytest
from django.urls import reverse

from rooms.api.socket.calls import CALLS, kind_of_subject
from rooms.models import (
    Announcement,
    Counter,
    Group,
    Notification,
    Room,
    SupportDuty,
    Ticket,
    User,
)
from site_config.asgi import routes
from tests.api.program import program_of
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

SOCKET_ONLY = {"typing", "suggest", "again"}
"What only a live page can ask for; `again` is `post` over again."


class Play(NamedTuple):
    """How an action is asked at each door, and how its outcome is read from the database.

    api: the method and the address after /api/v1/.
    """

    socket: str
    post: str
    outcome: object
    api: str = ""


def start_group(*people):
    group = Group.objects.start(f"ops{Group.objects.count()}")
    for person in people:
        group.add(person)
    return group


def begin_conversation(agent):
    """A conversation of a visitor, which the agent has."""
    ticket = Ticket.objects.ask(User.objects.add_guest("Gus"), "Hello?", uuid.uuid4())
    ticket.take(agent)
    return ticket


@pytest.fixture
def things(lobby, ana, ben, sam, say):
    """Fresh objects for one call."""

    def make():
        thread = Room.objects.thread_of(say(lobby, ben, "Tea?"))
        thread.memberships.open_thread(ana)
        message = say(lobby, ana, "Hello")
        SupportDuty.objects.all().delete()
        return {
            "message": message,
            "thread": thread,
            "counter": Counter.objects.start("Votes"),
            "notification": Notification.objects.create(user=ana, kind="note", text="Done"),
            "announcement": Announcement.objects.announce(None, "News"),
            "group": start_group(ana),
            "ticket": begin_conversation(sam),
        }

    return make


def read_count(things):
    return Notification.objects.filter(pk=things["notification"].pk).exclude(read_at=None).count()


def unread(things):
    """How many messages Ana has not read: the newest one."""
    room = Room.objects.get(slug="lobby")
    return room.posts - room.memberships.get(user__username="ana").read_posts


def follows(things):
    """Whether Ana follows the thread of a message of Ben's."""
    return things["thread"].memberships.get(user__username="ana").follows


def value(things):
    return Counter.objects.get(pk=things["counter"].pk).value


def name_of_group(things):
    """Its name besides its number, if it is still there."""
    group = Group.objects.filter(pk=things["group"].pk).first()
    return group and group.name.rstrip("0123456789")


def people_of_group(things):
    return things["group"].members.count()


def at_desk(url, state, api=""):
    """Of a conversation."""
    return Play(
        "/ws/dashboard/support/",
        url,
        lambda things: state(Ticket.objects.get(pk=things["ticket"].pk)),
        f"post support/{{public_id}}/{api}/" if api else "",
    )


def place(ticket):
    return ticket.state, ticket.agent_id


PLAYS = {
    "post": Play(
        "/ws/rooms/lobby/",
        "room",
        lambda t: Room.objects.get(slug="lobby").posts,
        "post rooms/lobby/messages/",
    ),
    "edit": Play(
        "/ws/rooms/lobby/",
        "message-edit",
        lambda t: t["message"]._meta.model.objects.last().body,
        "patch rooms/lobby/messages/{message}/",
    ),
    "delete": Play(
        "/ws/rooms/lobby/",
        "message-delete",
        lambda t: t["message"]._meta.model.objects.last().is_deleted,
        "delete rooms/lobby/messages/{message}/",
    ),
    "react": Play(
        "/ws/rooms/lobby/",
        "react",
        lambda t: t["message"].reactions.count(),
        "post rooms/lobby/messages/{message}/reactions/",
    ),
    "unread": Play(
        "/ws/rooms/lobby/", "unread", unread, "post rooms/lobby/messages/{message}/unread/"
    ),
    "follow": Play("/ws/threads/{thread.slug}/", "thread-follow", follows),
    "read": Play(
        "/ws/site/", "notifications-read", read_count, "post notifications/{notification}/read/"
    ),
    "read_all": Play("/ws/site/", "notifications-read", read_count, "post notifications/read/"),
    "announcement_read": Play(
        "/ws/site/",
        "announcement-read",
        lambda t: t["announcement"].readings.count(),
        "post announcements/{announcement}/read/",
    ),
    "bump": Play("/ws/counters/{slug}/", "counter-bump", value, "post counters/{slug}/bump/"),
    "set": Play("/ws/counters/{slug}/", "counter-set", value, "post counters/{slug}/set/"),
    "reset": Play("/ws/counters/{slug}/", "counter-reset", value, "post counters/{slug}/reset/"),
    "group_make": Play(
        "/ws/dashboard/groups/", "dashboard-groups", lambda t: Group.objects.count()
    ),
    "group_rename": Play("/ws/dashboard/groups/{group}/", "dashboard-group", name_of_group),
    "group_add": Play("/ws/dashboard/groups/{group}/", "group-add", people_of_group),
    "group_remove": Play("/ws/dashboard/groups/{group}/", "group-remove", people_of_group),
    "group_delete": Play("/ws/dashboard/groups/{group}/", "group-delete", name_of_group),
    "ticket_take": at_desk("ticket-take", place, "take"),
    "ticket_hand_over": at_desk("ticket-hand-over", place, "hand-over"),
    "ticket_give_back": at_desk("ticket-give-back", place, "give-back"),
    "ticket_close": at_desk("ticket-close", place, "close"),
    "ticket_reopen": at_desk("ticket-reopen", place, "reopen"),
    "ticket_snooze": at_desk("ticket-snooze", place, "snooze"),
    "ticket_urgent": at_desk("ticket-urgent", lambda ticket: ticket.is_urgent, "urgent"),
    "ticket_note": at_desk("ticket-note", lambda ticket: ticket.notes.count(), "notes"),
    "support_duty": at_desk("desk-duty", lambda ticket: SupportDuty.objects.count()),
}
AT_DASHBOARD = {name for name in PLAYS if name.startswith(("group_", "ticket_", "support_"))}
OF_STAFF = {"set", "reset"} | AT_DASHBOARD


def prepare(name, things):
    """Bring the conversation into the state in which that is done to it."""
    if name == "ticket_take":
        things["ticket"].give_back()
    if name == "ticket_reopen":
        things["ticket"].close()


def data_of(name, things):
    about = {"ticket": things["ticket"].public_id} if name.startswith("ticket_") else {}
    return about | {
        "post": {"body": "Again", "key": str(uuid.uuid4())},
        "edit": {"message": things["message"].pk, "body": "Edited"},
        "delete": {"message": things["message"].pk},
        "react": {"message": things["message"].pk, "emoji": "🎉"},
        "unread": {"message": things["message"].pk},
        "follow": {"follow": "on"},
        "read": {"notification": things["notification"].pk},
        "announcement_read": {"announcement": things["announcement"].pk},
        "bump": {"step": 3},
        "set": {"value": 7},
        "group_make": {"name": f"devs{Group.objects.count()}"},
        "group_rename": {"name": f"watch{things['group'].pk}"},
        "group_add": {"person": "ben"},
        "group_remove": {"person": things["group"].members.first().pk},
        "ticket_hand_over": {"agent": User.objects.staff().last().pk, "word": "For you"},
        "ticket_snooze": {"minutes": 60},
        "ticket_urgent": {"urgent": "on"},
        "ticket_note": {"body": "Heliotrope"},
        "support_duty": {"duty": "on"},
    }.get(name, {})


OF_GROUP = ["dashboard-group", "group-add", "group-remove", "group-delete"]


def socket_of(name, things):
    ids = {"group": things["group"].pk, "thread": things["thread"]}
    return PLAYS[name].socket.format(slug=things["counter"].slug, **ids)


def path_of(name, things):
    subject = {
        "room": ["lobby"],
        "message-edit": [things["message"].pk],
        "message-delete": [things["message"].pk],
        "announcement-read": [things["announcement"].pk],
        "notifications-read": [],
        "react": [],
        "unread": [],
        "dashboard-groups": [],
        "thread-follow": ["lobby", things["thread"].root_id],
    } | {url: [things["group"].pk] for url in OF_GROUP}
    subject |= {PLAYS[each].post: [] for each in PLAYS if each.startswith(("ticket_", "support_"))}
    return reverse(PLAYS[name].post, args=subject.get(PLAYS[name].post, [things["counter"].slug]))


async def ask_api(person, name, things):
    """Ask as a program of that person."""
    method, path = PLAYS[name].api.split()
    ids = {key: thing.pk for key, thing in things.items()}
    slugs = {"slug": things["counter"].slug, "public_id": things["ticket"].public_id}
    path = path.format(**ids, **slugs)
    program = await later(program_of, person)
    body = {"data": await later(data_of, name, things)} if method != "delete" else {}
    return await later(partial(program.ask, method, f"/api/v1/{path}", **body))


async def call(connect, person, name, things):
    """Ask on the socket of a program of that person."""
    topics = {"room": "room.lobby", "counter": f"counter.{things['counter'].pk}"}
    topic = topics.get(kind_of_subject(CALLS[name]))
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
    """Groups, duty and the threads that one follows are kept at pages alone."""
    return ("socket", "post", "api", "call") if PLAYS[name].api else ("socket", "post")


def test_every_action_with_a_scope_is_a_call():
    for_programs = {action.name for action in actions().values() if action.scope}
    assert set(CALLS) == for_programs | {"notify", "room_read"}


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
