"""Pages that connect at the same time are admitted in one batch, and each gets its own result."""

import asyncio
import threading
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from channels.auth import AuthMiddlewareStack
from django.contrib.auth import HASH_SESSION_KEY
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from rooms.chat.pages import RoomPage
from rooms.live.database import in_database
from rooms.live.hub import Hub
from rooms.models import Connection, Counter, Site
from rooms.site.pages import REGISTRY, SitePage
from tests.live_page import LivePage, later

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def busy_database():
    """Occupy the database thread until the block ends, so that calls made in it share a batch."""
    released = threading.Event()
    occupied = asyncio.create_task(in_database(released.wait, 5))
    yield
    await asyncio.sleep(0.1)  # time for the calls to reach the batcher
    released.set()
    await occupied


@pytest.fixture
def batches(monkeypatch):
    """The size and number of SQL statements of each batch: {method: [(pages, statements)]}."""
    recorded = {"admit": [], "closed": []}

    def recording(name, run):
        def record(pages):
            with CaptureQueriesContext(connection) as queries:
                results = run(pages)
            recorded[name].append((len(pages), len(queries)))
            return results

        return record

    for name in recorded:
        monkeypatch.setattr(REGISTRY, name, recording(name, getattr(REGISTRY, name)))
    return recorded


@pytest.fixture
async def open_together(client_of):
    """Open several sockets at the same time, given as (person, path); return the pages."""
    opened = []

    async def open_pages(*requests):
        for person, path in requests:
            client = await later(client_of, person) if person else None
            key = client.session.session_key if client else "nobody"
            opened.append(LivePage(key, path))
        pages = opened[-len(requests) :]
        async with busy_database():
            opening = asyncio.gather(*(page.connect() for page in pages), return_exceptions=True)
        await opening
        return pages

    yield open_pages
    for page in opened:
        if not page.socket.future.done():
            await page.close()


async def count_statements(batches, open_together, requests):
    """Open and close the pages; return {method: [statements of each batch]}."""
    pages = await open_together(*requests)
    async with busy_database():
        closing = asyncio.gather(*(page.close() for page in pages))
    await closing
    assert await later(Connection.objects.count) == len(requests)
    await later(Connection.objects.all().delete)
    statements = {
        name: [count for size, count in recorded if size] for name, recorded in batches.items()
    }
    assert sum(size for size, _ in batches["admit"]) == len(requests)
    for recorded in batches.values():
        recorded.clear()
    return statements


async def test_many_pages_take_as_many_statements_as_a_few(
    batches, open_together, lobby, direct, ana, ben
):
    await later(Site.current)
    await later(Counter.objects.start, "Votes")
    paths = "/ws/rooms/lobby/", f"/ws/rooms/{direct.slug}/", "/ws/counters/votes/", "/ws/site/"
    few = [(person, path) for path in paths for person in (ana, ben)]
    statements = await count_statements(batches, open_together, few)
    assert await count_statements(batches, open_together, few * 5) == statements
    assert [len(counts) for counts in statements.values()] == [1, 1]


async def test_each_page_gets_its_own_close_code(batches, open_together, garden, ana, zoe):
    requests = (ana, "garden"), (zoe, "garden"), (None, "garden"), (ana, "nowhere"), (zoe, "lobby")
    pages = await open_together(*[(person, f"/ws/rooms/{slug}/") for person, slug in requests])
    pages += await open_together(
        (ana, "/ws/nothing/here/"), (ana, "/ws/dashboard/"), (ana, "/ws/site/")
    )
    for page in pages:
        await page.until(lambda page: page.close_code or page.last_beat)
    codes = [page.close_code for page in pages]
    assert codes == [None, 4403, 4401, 4403, 4403, 4404, 4403, None]
    assert [size for size, _ in batches["admit"]] == [5, 3]


async def test_page_that_fails_to_mount_does_not_affect_the_others(
    open_together, lobby, ana, ben, sam, monkeypatch
):
    find_subject = RoomPage.find_subject

    def fail_for_ben(page, user, found):
        find_subject(page, user, found)
        if user == ben:
            raise ZeroDivisionError

    monkeypatch.setattr(RoomPage, "find_subject", fail_for_ben)
    pages = await open_together(*[(person, "/ws/rooms/lobby/") for person in (ana, ben, sam)])
    assert [getattr(page, "is_connected", None) for page in pages] == [True, None, True]
    with pytest.raises(ZeroDivisionError):
        await pages[1].socket.wait()
    people = Connection.objects.order_by("user").values_list("user", flat=True)
    assert await later(list, people) == [ana.pk, sam.pk]


async def test_page_whose_connection_cannot_be_stored_does_not_affect_the_others(
    open_together, lobby, ana, ben, sam, monkeypatch
):
    find_subject = RoomPage.find_subject

    def lose_bens_room(page, user, found):
        find_subject(page, user, found)
        if user == ben:
            page.room_id = 0

    monkeypatch.setattr(RoomPage, "find_subject", lose_bens_room)
    pages = await open_together(*[(person, "/ws/rooms/lobby/") for person in (ana, ben, sam)])
    assert [getattr(page, "is_connected", None) for page in pages] == [True, None, True]
    with pytest.raises(IntegrityError):
        await pages[1].socket.wait()


async def close_code_with(client, change=None):
    """Open a page with the client's session after a change to it; return the close code."""

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


async def test_session_is_accepted_only_while_it_is_valid_and_its_user_active(
    client_of, ana, settings
):
    client = await later(client_of, ana)
    assert await close_code_with(client) is None
    for change in (
        lambda session: session.update({HASH_SESSION_KEY: "forged"}),
        lambda session: session.pop(HASH_SESSION_KEY),
        lambda session: session.update({"_auth_user_backend": "elsewhere.Backend"}),
        lambda session: session.set_expiry(-1),
    ):
        client = await later(client_of, ana)
        assert await close_code_with(client, change) == 4401
    client = await later(client_of, ana)
    ana.is_active = False
    await later(ana.save)
    assert await close_code_with(client) == 4401


async def test_session_of_an_earlier_secret_key_is_accepted_only_as_a_fallback(
    client_of, ana, settings
):
    client = await later(client_of, ana)
    key = await later(lambda: client.session.session_key)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether, and long enough to be one of its own"
    page = await LivePage(key, "/ws/site/").connect()
    await page.until(lambda page: page.last_beat)
    assert await later(REGISTRY.revoked, Hub.running().heartbeat.pages) == {}
    await page.close()
    settings.SECRET_KEY_FALLBACKS = []
    page = await LivePage(key, "/ws/site/").connect()
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4401


async def test_session_of_another_engine_is_checked_as_django_does(client_of, ana, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    client = await later(client_of, ana)
    assert await close_code_with(client) is None
    assert await close_code_with(client, lambda session: session.pop(HASH_SESSION_KEY)) == 4401


async def test_page_works_behind_the_auth_middleware_of_channels(open_page, lobby, ana):
    stack = SimpleNamespace(as_asgi=lambda: AuthMiddlewareStack(SitePage.as_asgi()))
    page = await open_page(ana, "/ws/site/", consumer=stack)
    await page.until("Lobby")
