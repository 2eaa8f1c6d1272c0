"""Every line of docs/examples, against the real server. See e2e/api/test_bots.py for the bots."""

import asyncio
import importlib.util
import json
import shutil
import subprocess

import pytest

from e2e.api.bots import EXAMPLES, make_bot
from e2e.api.bots import running as running_bot
from e2e.conftest import prepared_site as prepared_site


def load(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


client = load("hearth_client")
SAY = (
    "import uuid;"
    "ben, lobby = User.objects.get(username='ben'), Room.objects.get(slug='lobby');"
    "[Message.objects.post(lobby, ben, f'{0} {{n}}', uuid.uuid4()) for n in range({1})]"
)


@pytest.fixture(scope="module")
def running(prepared_site, tmp_path_factory):
    with prepared_site.running_copy(tmp_path_factory.mktemp("examples") / "data") as site:
        yield site, make_bot(site, "echo")


@pytest.fixture
def site(running):
    return running[0]


@pytest.fixture
def token(running):
    return running[1]


def say(site, text, count=1):
    return asyncio.to_thread(site.shell, SAY.format(text, count))


async def take(hearth, count):
    """The names and texts of the next events."""
    taken = []
    async with asyncio.timeout(20):
        async for event in hearth.events():
            taken.append((event.name, event.data.get("body")))
            if len(taken) == count:
                return taken


@pytest.mark.parametrize("by_pass", [False, True])
async def test_client_follows_and_calls(site, token, by_pass):
    async with client.Hearth(site.url, token, by_pass=by_pass) as hearth:
        followed = await hearth.follow("room.lobby")
        posted = await hearth.call("post", topic=followed["topic"], body="Hello")
        assert await take(hearth, 1) == [("posted", "Hello")]
        about = {"topic": followed["topic"], "message": posted["id"]}
        await hearth.call("edit", body="Else", **about)
        assert await take(hearth, 1) == [("edited", "Else")]
        await hearth.call("react", emoji="🎉", **about)
        assert await take(hearth, 1) == [("reacted", "Else")]
        await hearth.call("delete", **about)
        assert await take(hearth, 1) == [("deleted", "")]
        with pytest.raises(client.Refused, match="Write something first"):
            await hearth.call("post", topic=followed["topic"], body=" ")


async def test_connection_that_is_lost_costs_nothing(site, token):
    async with client.Hearth(site.url, token) as hearth:
        await hearth.follow("room.lobby")
        await say(site, "before")
        assert await take(hearth, 1) == [("posted", "before 0")]
        hearth._socket.transport.abort()
        post = asyncio.create_task(hearth.call("post", topic="room.lobby", body="mine"))
        await say(site, "after", 3)
        await post
        texts = sorted(text for _, text in await take(hearth, 4))
        assert texts == ["after 0", "after 1", "after 2", "mine"]
        hearth._socket.transport.abort()
        with pytest.raises(ConnectionError):
            await hearth.call("typing", topic="room.lobby")
        await say(site, "last")
        assert await take(hearth, 1) == [("posted", "last 0")]


async def test_who_was_away_for_long_reads_by_http(site, token):
    async with client.Hearth(site.url, token) as hearth:
        since = (await hearth.follow("room.lobby"))["seq"]
    await say(site, "many", 310)
    async with client.Hearth(site.url, token) as hearth:
        await hearth.follow("room.lobby", since)
        events = await take(hearth, 310)
        assert events == [("posted", f"many {n}") for n in range(310)]
        await say(site, "one more")
        assert await take(hearth, 1) == [("posted", "one more 0")]


async def test_counter_and_bell_are_followed(site, token):
    await asyncio.to_thread(site.shell, "Counter.objects.start('Builds')")
    async with client.Hearth(site.url, token) as hearth:
        topic = (await hearth.follow("counter.builds"))["topic"]
        assert (await hearth.call("bump", topic=topic, step=2))["value"] == 2
        async with asyncio.timeout(10):
            async for event in hearth.events():
                if event.data["counter"]["value"] == 2:
                    break
        await hearth.follow("bell")
        notify = (
            "from rooms.models import notify; notify(User.objects.get(username='echo'), 'a', 'Hi')"
        )
        await asyncio.to_thread(site.shell, notify)
        async with asyncio.timeout(10):
            async for event in hearth.events():
                if event.name == "notifications" and event.data["results"]:
                    assert event.data["results"][0]["text"] == "Hi"
                    break


DESK = (
    "from rooms.models import SupportDesk;"
    "clerk, desk = User.objects.get(username='clerk'), SupportDesk.current();"
    "desk.admit([clerk]); desk.first_bot = clerk; desk.change()"
)
ASK = (
    "import uuid;"
    "ticket = Ticket.objects.ask(User.objects.add_guest('Vera'), 'Hello?', uuid.uuid4());"
    "post = lambda text: Message.objects.post(ticket.room, ticket.guest, text, uuid.uuid4());"
    "[post(f'More {{n}}') for n in range({0})];"
    "print(ticket.public_id)"
)
WRITE = (
    "import uuid; ticket = Ticket.objects.get(room__slug='{0}');"
    "Message.objects.post(ticket.room, ticket.guest, '{1}', uuid.uuid4())"
)


@pytest.fixture(scope="module")
def clerk(running):
    """The token of a bot that answers first at the desk."""
    site, _ = running
    token = make_bot(site, "clerk", ["read", "support"])
    site.shell(DESK)
    return token


async def test_conversation_is_followed_and_left(site, clerk):
    slug = (await asyncio.to_thread(site.shell, ASK.format(310))).strip()
    async with client.Hearth(site.url, clerk) as hearth:
        topic = (await hearth.follow(f"support.{slug}", since=0))["topic"]
        events = await take(hearth, 311)
        assert events[-1] == ("posted", "More 309")
        assert hearth.since[topic]
        await hearth.unfollow(topic)
        assert topic not in hearth.since
    await asyncio.to_thread(site.shell, f"Ticket.objects.get(room__slug='{slug}').close()")


def test_bot_answers_first_and_hands_over(site, clerk):
    slug = site.shell(ASK.format(0)).strip()
    of_bot = f"Message.objects.filter(room__slug='{slug}', author__username='clerk')"
    with running_bot("desk_bot.py", site.url, token=clerk):
        site.wait_until(f"[{of_bot}.count()]", ["1"])
        site.shell(WRITE.format(slug, "No. A HUMAN, please."))
        site.wait_until(f"[Ticket.objects.get(room__slug='{slug}').state]", ["waiting"])
    assert site.read(f"[each.body for each in {of_bot}.order_by('seq')]") == [
        "I am a bot and have noted that. Write “human”, and a person takes over.",
        "I hand you over. Somebody answers you here.",
    ]
    notes = f"[note.body for note in Ticket.objects.get(room__slug='{slug}').notes.all()]"
    assert site.read(notes) == ["The visitor wants to talk with a person."]


async def test_topic_that_is_taken_away_ends(site):
    token = await asyncio.to_thread(make_bot, site, "shy")
    garden = "Room.objects.get(slug='garden')"
    shy, sam = (f"User.objects.get(username='{name}')" for name in ("shy", "sam"))
    await asyncio.to_thread(site.shell, f"{garden}.add_members({shy}, by={sam})")
    async with client.Hearth(site.url, token) as hearth:
        await hearth.follow("room.garden")
        await asyncio.to_thread(site.shell, f"{garden}.remove_member({shy})")
        assert await take(hearth, 1) == [("end", None)]


@pytest.mark.parametrize("by_pass", [False, True])
async def test_client_ends_with_its_token(site, by_pass):
    name = f"brief{by_pass}".lower()
    token = await asyncio.to_thread(make_bot, site, name)
    async with client.Hearth(site.url, token, by_pass=by_pass) as hearth:
        await hearth.follow("room.lobby")
        revoke = f"Token.objects.get(user__username='{name}').revoke()"
        await asyncio.to_thread(site.shell, revoke)
        with pytest.raises(client.Refused):
            await take(hearth, 1)
        with pytest.raises(client.Refused):
            await hearth.call("post", topic="room.lobby", body="Too late")


async def test_wrong_token_is_said_at_once(site):
    async with client.Hearth(site.url, "hearth_wrong") as hearth:
        with pytest.raises(client.Refused, match="not valid"):
            await hearth.follow("room.lobby")


async def test_too_much_at_once_waits(site, token, monkeypatch):
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    async with client.Hearth(site.url, token) as hearth:
        asked = []

        async def ask(action, fields):
            asked.append(action)
            if len(asked) == 1:
                raise client.Refused({"detail": "Too often", "status": 429, "retry_after": 7})
            return "done"

        monkeypatch.setattr(hearth, "_ask", ask)
        monkeypatch.setattr(client.asyncio, "sleep", sleep)
        assert await hearth.call("bump") == "done"
    assert waits[0] == 7


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_build_is_said_once_by_curl(site, token):
    command = [EXAMPLES / "ci_result.sh", site.url, "lobby", "build 1234", "passed"]
    for _ in range(2):
        done = subprocess.run(
            command,
            env={"HEARTH_TOKEN": token, "PATH": "/usr/local/bin:/usr/bin:/bin"},
            check=True,
            capture_output=True,
            text=True,
        )
        assert json.loads(done.stdout)["body"] == "The build 1234 **passed**."
    stored = site.read("[Message.objects.filter(body__contains='build 1234').count()]")
    assert stored == ["1"]
