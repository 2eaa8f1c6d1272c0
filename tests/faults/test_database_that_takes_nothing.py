"""The database is locked, full, read-only or away: who cannot write can still read."""

import asyncio
import sqlite3
import time
from contextlib import closing, contextmanager

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.urls import reverse

from rooms.live import best_effort
from rooms.live.heartbeat import TICKS
from rooms.live.hub import Hub
from rooms.models import Announcement, Notification
from tests.attacks.visitor import Visitor
from tests.permissions.tables import PAGES, rows
from tests.permissions.things import site as things
from tests.permissions.things import url_of

things = things

DATABASE = "hearth.sqlite3"
PATIENCE = 2
"Seconds within which a page has to be there."


@contextmanager
def locked(path):
    """Somebody else writes to the database, and does not end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def read_only(monkeypatch):
    """Switches the database to where it takes no writes."""
    if connection.vendor != "sqlite":
        pytest.skip("inside a test's transaction PostgreSQL takes nothing after an error")

    def switch():
        monkeypatch.setattr(best_effort, "_tries_at", 0)
        connection.cursor().execute("PRAGMA query_only = 1")

    yield switch
    connection.cursor().execute("PRAGMA query_only = 0")


def quickly(ask, *args):
    began = time.monotonic()
    answer = ask(*args)
    assert time.monotonic() - began < PATIENCE, args
    return answer


def test_pages_are_read_while_the_database_is_locked(site):
    ana, ben = Visitor.signed_in(site, "ana"), Visitor.signed_in(site, "ben")
    ben.post("/rooms/lobby/", body="Before the lock")
    with locked(site.folder / DATABASE):
        for path in ("/", "/rooms/lobby/", "/rooms/garden/", "/people/", "/notifications/"):
            assert quickly(ana.get, path)[0] == 200
    assert "Before the lock" in ana.get("/rooms/lobby/")[1]


def test_message_that_a_lock_keeps_from_being_stored_stands_in_its_box_with_503(site):
    ana = Visitor.signed_in(site, "ana")
    with locked(site.folder / DATABASE):
        status, html = ana.post("/rooms/lobby/", body="Not to be lost")
    assert status == 503
    assert ">Not to be lost</textarea>" in html or 'value="Not to be lost"' in html
    assert "cannot store anything at the moment" in html
    assert ana.post("/rooms/lobby/", body="Not to be lost")[0] == 200


def test_up_answers_503_while_the_database_is_locked(site):
    with locked(site.folder / DATABASE):
        assert quickly(Visitor(site).get, "/up") == (503, "down: database\n")
    assert Visitor(site).get("/up")[0] == 200


@pytest.mark.django_db(transaction=True)
async def test_heartbeats_go_on_while_the_database_is_locked(open_page, lobby, ana):
    if connection.vendor != "sqlite":
        pytest.skip("locks the one file of SQLite")
    page = await open_page(ana, "lobby")
    await page.until('id="beat"')
    heartbeat = Hub.running().heartbeat
    with locked(settings.DATABASES["default"]["NAME"]):
        await page.act("beat", n=page.last_beat)
        before = heartbeat.tick
        async with asyncio.timeout(PATIENCE * 2):
            while heartbeat.tick < before + 2 * TICKS:
                await asyncio.sleep(0.1)


@pytest.mark.django_db
def test_each_page_answers_a_read_only_database_like_any_other(
    things, ana, sam, client_of, read_only
):
    clients = [client_of(ana), client_of(sam)]
    read_only()
    for name, (about, *expected) in rows(PAGES).items():
        path = url_of(name, about, things)
        answers = [str(client.get(path).status_code) for client in clients]
        assert answers == expected[2:4], name


FORMS = [
    ("login", "-", {"username": "ana", "password": "hearth-demo"}),
    (
        "profile",
        "-",
        {"display_name": "Ana <b>", "time_zone": "UTC", "language": "en-gb", "hue": 3},
    ),
    ("password", "-", dict.fromkeys(("old_password", "new_password1"), "hearth-demo")),
    ("join", "invitation", {"username": "new", "display_name": "N", "password": "a-long-one-1"}),
    ("room", "lobby", {"body": "Hello <b>"}),
    ("room-new", "-", {"name": "Kitchen <b>", "kind": "open"}),
    ("room-settings", "garden", {"name": "Renamed <b>"}),
    ("room-level", "garden", {"level": "all"}),
    ("message-edit", "theirs", {"body": "Edited <b>"}),
    ("message-delete", "theirs", {}),
    ("counter-new", "-", {"name": "Visits <b>", "bumpers": "everyone"}),
    ("announcement-new", "-", {"text": "News <b>", "level": "info", "audience": "everyone"}),
    ("dashboard-member-add", "shed", {"person": "zoe"}),
    ("person-deactivate", "ben", {}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "about", "data"), FORMS)
def test_form_that_cannot_be_stored_answers_503_with_what_was_entered(
    name, about, data, things, ana, sam, client, client_of, read_only
):
    signed_in = client_of(ana if name == "message-edit" else sam)
    visitor = client if name in ("login", "join") else signed_in
    path = url_of(name, about, things)
    read_only()
    answer = visitor.post(path, data)
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    for field, text in data.items():
        is_secret = "password" in field
        assert (str(text).replace("<b>", "&lt;b&gt;") in html) != is_secret, field
        assert "<b>" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["notification", "announcement"])
def test_link_is_followed_though_it_cannot_be_marked_as_read(name, ana, client_of, read_only):
    bell = Notification.objects.create(user=ana, kind="deploy", text="Done", url="/people/")
    news = Announcement.objects.announce(None, "News")
    visitor = client_of(ana)
    read_only()
    about = bell if name == "notification" else news
    assert visitor.get(reverse(name, args=[about.pk])).status_code == 302
    assert Notification.objects.filter(read_at=None).exists()


@pytest.mark.django_db
def test_page_whose_visitor_cannot_be_looked_up_answers_503(ana, client_of, monkeypatch):
    def fail(self):
        raise OperationalError("the database is away")

    visitor = client_of(ana)
    visitor.raise_request_exception = False
    monkeypatch.setattr(SessionStore, "load", fail)
    answer = visitor.get("/people/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "cannot be used at the moment" in answer.content.decode()


@pytest.mark.django_db
def test_after_one_write_in_vain_none_is_tried_for_a_second(ana, read_only):
    read_only()
    tried = []

    def write():
        tried.append(True)
        Notification.objects.create(user=ana, kind="deploy", text="Done")

    assert [best_effort.best_effort(write) for _ in range(3)] == [None] * 3
    assert len(tried) == 1
