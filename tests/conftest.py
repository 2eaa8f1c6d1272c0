import shutil
import uuid
from functools import partial

import pytest
from channels.layers import channel_layers
from django.conf import settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext

from rooms.live import database, rate
from rooms.live.fragments import fragments
from rooms.live.hub import Hub
from rooms.live.jobs import JobLoop
from rooms.live.rate_counter import rate_counter
from rooms.models import Job, Message, Room, Site, Token
from rooms.models.token import EVERY_SCOPE
from rooms.presence import people
from tests import cast
from tests.api.program_socket import ProgramSocket, bearer
from tests.live_page import LivePage, later

KEPT = {"django_content_type", "auth_permission"}


@pytest.fixture(scope="session", autouse=True)
def tidy_up():
    yield
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """PostgreSQL drops no test database that somebody is connected to."""
    yield
    database.close()


@pytest.fixture(scope="session", autouse=True)
def quick_flush():
    """Keep what migrations write of models and their rights: to write it anew after each test that
    commits takes longer than many of them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(flush, "emit_post_migrate_signal", lambda *args, **kwargs: None)
        patched.setattr(flush, "sql_flush", _sql_flush)
        yield


def _sql_flush(style, connection, **options):
    tables = set(connection.introspection.django_table_names(only_existing=True))
    return connection.ops.sql_flush(style, sorted(tables - KEPT), **options)


@pytest.fixture(scope="session", autouse=True)
def patient_rate_counter():
    """A busy machine must not look like a Redis that is down, for which nothing is limited."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("rooms.live.rate_counter.TIMEOUT", 5)
        rate_counter()


@pytest.fixture(autouse=True)
def empty_caches(monkeypatch):
    """Start without cached fragments, presence and rates, and without old channels.

    The presence that pages are rendered with is cached for a second that does not pass here.
    """
    cache.clear()
    rate_counter().clear()
    monkeypatch.setattr(rate, "_asks_at", 0)
    fragments.clear()
    people.clear()
    monkeypatch.setattr(people, "monotonic", lambda: 0)
    channel_layers.backends.clear()


@pytest.fixture(autouse=True)
def no_background_loops(monkeypatch):
    """The process reports no figures and runs no jobs, except in tests of that."""
    monkeypatch.setattr(Hub, "background_loops", {})


@pytest.fixture
def running_jobs(monkeypatch):
    """The process runs jobs, from its first page on."""
    loops = {"jobs": partial(JobLoop.run, Job.objects)}
    monkeypatch.setattr(Hub, "background_loops", loops)


@pytest.fixture
def rendered():
    """The names of the templates that are rendered, included ones too."""
    fragments.clear()
    names = []

    def note(template, **kwargs):
        names.append(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.fixture
def ana(db):
    return cast.welcome("ana", "Ana Ruiz")


@pytest.fixture
def ben(db):
    return cast.welcome("ben", "Ben Okafor")


@pytest.fixture
def sam(db):
    return cast.welcome("sam", "Sam Lindqvist", is_staff=True)


@pytest.fixture
def zoe(db):
    return cast.welcome("zoe", "Zoe Marsh")


@pytest.fixture
def echo(ana):
    return cast.make_echo(ana)


@pytest.fixture
def lobby(ana, ben, sam, zoe):
    return cast.make_lobby(sam)


@pytest.fixture
def garden(ana, ben, sam, zoe):
    return cast.make_garden(ana, sam)


@pytest.fixture
def direct(ana, ben):
    return Room.objects.direct(ana, ben)


@pytest.fixture
def client_of():
    """A signed-in client of that person."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def queries_of():
    """The number of queries for a request of that client."""

    def count(client, path):
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        return len(asked)

    return count


@pytest.fixture
def say():
    """Post a message, with a key of its own."""

    def post(room, author, body="Hello", key=None):
        return Message.objects.post(room, author, body, key or uuid.uuid4())

    return post


@pytest.fixture
async def open_page(client_of):
    """Open a page's socket: await open_page(user, "lobby"), or a path of its own."""
    opened = []

    async def open_it(user, where, cursor=None, consumer=None, **options):
        client = await later(client_of, user)
        path = where if where.startswith("/") else f"/ws/rooms/{where}/"
        page = LivePage(client.session.session_key, path, consumer=consumer, **options)
        page.client = client
        opened.append(page)
        return await page.connect(cursor)

    yield open_it
    for page in opened:
        if not page.socket.future.done():
            await page.close()


@pytest.fixture
def cursor_of():
    """The cursor of a page of the room that is opened now."""

    def cursor(room):
        room.refresh_from_db()
        return f"{Site.current().epoch}.{room.seq}"

    return cursor


@pytest.fixture
async def connect():
    """Open a program's socket: await connect(user), or with `scopes`, or as ProgramSocket is."""
    opened = []

    async def open_it(user=None, scopes=EVERY_SCOPE, **options):
        if user:
            issued = await later(Token.objects.issue, user, "Test", scopes)
            options["headers"] = bearer(issued.secret)
        socket = ProgramSocket(**options)
        opened.append(socket)
        return await socket.open()

    yield open_it
    for socket in opened:
        if not socket.socket.future.done():
            await socket.close()
