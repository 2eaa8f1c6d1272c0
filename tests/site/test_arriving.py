"""Pages that arrive together enter together, and each gets its own answer."""

import asyncio
import threading
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from channels.auth import AuthMiddlewareStack
from django.contrib.auth import HASH_SESSION_KEY
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from rooms.live.database import in_database
from rooms.live.hub import Hub
from rooms.models import Connection, Counter, Site
from rooms.site import registry
from rooms.site.pages import RoomPage, SitePage
from tests.live_page import LivePage, later

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def rush():
    """What begins in the block waits for its end, as the database is at something else."""
    is_over = threading.Event()
    waiting = asyncio.create_task(in_database(is_over.wait, 5))
    yield
    await asyncio.sleep(0.1)  # until those that begin have come as far as they can
    is_over.set()
    await waiting


@pytest.fixture
def rounds(monkeypatch):
    """Of each round of entering and leaving, how many pages it has and how many statements."""
    kept = {"enter": [], "left": []}

    def watched(name, run):
        def watch(pages):
            with CaptureQueriesContext(connection) as asked:
                answers = run(pages)
            kept[name].append((len(pages), len(asked)))
            return answers

        return watch

    for name in kept:
        monkeypatch.setattr(keeper, name, watched(name, getattr(keeper, name)))
    return kept


@pytest.fixture
async def arrive(client_of):
    """Open several sockets at the same time, each a person and a path: the pages."""
    opened = []

    async def open_them(*arrivals):
        for who, path in arrivals:
            client = await later(client_of, who) if who else None
            key = client.session.session_key if client else "nobody"
            opened.append(LivePage(key, path))
        pages = opened[-len(arrivals) :]
        async with rush():
            opening = asyncio.gather(*(page.connect() for page in pages), return_exceptions=True)
        await opening
        return pages

    yield open_them
    for page in opened:
        if not page.socket.future.done():
            await page.close()


async def statements(rounds, arrive, arrivals):
    pages = await arrive(*arrivals)
    async with rush():
        leaving = asyncio.gather(*(page.close() for page in pages))
    await leaving
    assert await later(Connection.objects.count) == len(arrivals)
    await later(Connection.objects.all().delete)
    taken = {name: [count for pages, count in kept if pages] for name, kept in rounds.items()}
    assert sum(size for size, _ in rounds["enter"]) == len(arrivals)
    for kept in rounds.values():
        kept.clear()
    return taken


async def test_many_cost_as_many_statements_as_two(rounds, arrive, lobby, direct, ana, ben):
    await later(Site.current)
    await later(Counter.objects.start, "Votes")
    paths = "/ws/rooms/lobby/", f"/ws/rooms/{direct.slug}/", "/ws/counters/votes/", "/ws/site/"
    few = [(who, path) for path in paths for who in (ana, ben)]
    taken = await statements(rounds, arrive, few)
    assert await statements(rounds, arrive, few * 5) == taken
    assert [len(counts) for counts in taken.values()] == [1, 1]


async def test_each_gets_its_own_refusal(rounds, arrive, garden, ana, zoe):
    places = (ana, "garden"), (zoe, "garden"), (None, "garden"), (ana, "nowhere"), (zoe, "lobby")
    pages = await arrive(*[(who, f"/ws/rooms/{slug}/") for who, slug in places])
    pages += await arrive((ana, "/ws/nothing/here/"), (ana, "/ws/dashboard/"), (ana, "/ws/site/"))
    for page in pages:
        await page.until(lambda page: page.close_code or page.last_beat)
    codes = [page.close_code for page in pages]
    assert codes == [None, 4403, 4401, 4403, 4403, 4404, 4403, None]
    assert [size for size, _ in rounds["enter"]] == [5, 3]


async def test_one_that_fails_fails_for_itself(arrive, lobby, ana, ben, sam, monkeypatch):
    find_place = RoomPage.find_place

    def fail_for_ben(page, user, found):
        find_place(page, user, found)
        if user == ben:
            raise ZeroDivisionError

    monkeypatch.setattr(RoomPage, "find_place", fail_for_ben)
    pages = await arrive(*[(who, "/ws/rooms/lobby/") for who in (ana, ben, sam)])
    assert [getattr(page, "is_connected", None) for page in pages] == [True, None, True]
    with pytest.raises(ZeroDivisionError):
        await pages[1].socket.wait()
    people = Connection.objects.order_by("user").values_list("user", flat=True)
    assert await later(list, people) == [ana.pk, sam.pk]


async def test_one_whose_row_cannot_be_stored_fails_for_itself(
    arrive, lobby, ana, ben, sam, monkeypatch
):
    find_place = RoomPage.find_place

    def lose_bens_room(page, user, found):
        find_place(page, user, found)
        if user == ben:
            page.room_id = 0

    monkeypatch.setattr(RoomPage, "find_place", lose_bens_room)
    pages = await arrive(*[(who, "/ws/rooms/lobby/") for who in (ana, ben, sam)])
    assert [getattr(page, "is_connected", None) for page in pages] == [True, None, True]
    with pytest.raises(IntegrityError):
        await pages[1].socket.wait()


async def signed_in(client, change=None):
    """A page with the client's cookie, after a change to its session."""

    def prepare():
        session = client.session
        if change:
            change(session)
            session.save()
        return session.session_key

    page = await LivePage(await later(prepare), "/ws/site/").connect()
    await page.until(lambda page: page.close_code or page.last_beat)
    if not page.close_code:
        await page.close()
    return page.close_code


async def test_a_session_counts_while_it_is_signed_and_its_person_active(client_of, ana, settings):
    client = await later(client_of, ana)
    assert await signed_in(client) is None
    for change in (
        lambda session: session.update({HASH_SESSION_KEY: "forged"}),
        lambda session: session.pop(HASH_SESSION_KEY),
        lambda session: session.update({"_auth_user_backend": "elsewhere.Backend"}),
        lambda session: session.set_expiry(-1),
    ):
        client = await later(client_of, ana)
        assert await signed_in(client, change) == 4401
    client = await later(client_of, ana)
    ana.is_active = False
    await later(ana.save)
    assert await signed_in(client) == 4401


async def test_a_key_that_was_changed_still_holds_as_a_fallback(client_of, ana, settings):
    client = await later(client_of, ana)
    key = await later(lambda: client.session.session_key)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether, and long enough to be one of its own"
    page = await LivePage(key, "/ws/site/").connect()
    await page.until(lambda page: page.last_beat)
    assert await later(registry.lost, Hub.running().heart.pages) == {}
    await page.close()
    settings.SECRET_KEY_FALLBACKS = []
    page = await LivePage(key, "/ws/site/").connect()
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4401


async def test_sites_with_other_sessions_are_asked_as_django_asks(client_of, ana, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    client = await later(client_of, ana)
    assert await signed_in(client) is None
    assert await signed_in(client, lambda session: session.pop(HASH_SESSION_KEY)) == 4401


async def test_a_page_may_stand_behind_the_middleware_of_channels(open_page, lobby, ana):
    stack = SimpleNamespace(as_asgi=lambda: AuthMiddlewareStack(SitePage.as_asgi()))
    page = await open_page(ana, "/ws/site/", consumer=stack)
    await page.until("Lobby")
