"""The room's page takes the same few queries and renders, whatever the room contains."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Connection, Room
from rooms.presence import people
from tests import cast

QUERIES = 6
"Session, user, membership, messages, seqs, sidebar. Presence is read once a second."


@pytest.fixture
def warm_page_sql(client_of, lobby, ana):
    """Open the lobby twice; return the SQL of the second, warm request."""

    def open_twice():
        client = client_of(ana)
        client.get("/rooms/lobby/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/rooms/lobby/").status_code == 200
        return [query["sql"] for query in queries]

    return open_twice


@pytest.mark.parametrize(("messages", "rooms", "people"), [(5, 2, 1), (50, 12, 30)])
def test_number_of_queries_does_not_depend_on_the_content(
    warm_page_sql, lobby, ben, say, messages, rooms, people
):
    for number in range(messages):
        say(lobby, ben, f"number {number}")
    for number in range(rooms - 1):
        Room.objects.start(f"Room {number}", ben)
    for number in range(people):
        person = cast.welcome(f"person-{number}", f"Person {number}")
        Connection.objects.create(user=person, room=lobby, process="another")
    assert len(warm_page_sql()) == QUERIES


def test_room_opened_again_writes_nothing(warm_page_sql, lobby, ben, say):
    say(lobby, ben, "@ana look")
    assert [sql for sql in warm_page_sql() if not sql.startswith("SELECT")] == []


def test_warm_page_renders_nothing_but_the_time_of_a_new_message(
    client_of, lobby, ana, ben, say, rendered
):
    for number in range(52):
        say(lobby, ben, f"number {number}")
    Connection.objects.create(user=ben, room=lobby, process="another")
    client = client_of(ana)
    assert "new-line" in client.get("/rooms/lobby/").content.decode()
    before = client.get("/rooms/lobby/").content.decode()
    assert "number 51</div>" in before
    rendered.clear()
    assert client.get("/rooms/lobby/").content.decode().count("</div>") == before.count("</div>")
    assert rendered == []
    say(lobby, ben, "one more")
    assert "one more</div>" in client.get("/rooms/lobby/").content.decode()
    assert set(rendered) <= {"chat/_time.html", "chat/_news.html"}


def test_room_is_rendered_once_for_members_with_the_same_level_and_rights(
    client_of, lobby, ana, ben, sam, rendered
):
    client_of(ana).get("/rooms/lobby/")
    rendered.clear()
    ben_html = client_of(ben).get("/rooms/lobby/").content.decode()
    assert "chat/room.html" not in rendered
    assert "<strong><bdi>Ben Okafor</bdi></strong>" in ben_html
    assert "Ana Ruiz" not in ben_html
    assert "/dashboard/" not in ben_html
    assert "/dashboard/" in client_of(sam).get("/rooms/lobby/").content.decode()
    assert rendered.count("chat/room.html") == 1


def test_new_display_name_appears_in_messages_and_lists_of_the_next_page(
    client_of, lobby, ana, ben, say
):
    say(lobby, ben, "Good morning")
    Connection.objects.create(user=ben, room=lobby, process="another")
    client = client_of(ana)
    assert client.get("/rooms/lobby/").content.decode().count(">Ben Okafor<") == 3
    ben.display_name = "Ben Adeyemi"
    ben.save()
    people.clear()
    html = client.get("/rooms/lobby/").content.decode()
    assert "Ben Okafor" not in html
    assert html.count(">Ben Adeyemi<") == 3


def test_pages_opened_within_a_second_share_one_presence_query(
    client_of, lobby, ana, ben, monkeypatch
):
    monkeypatch.setattr(people, "monotonic", lambda: 5.5)
    Connection.objects.create(user=ben, room=lobby, process="another")
    pages = [client_of(person).get("/rooms/lobby/").content.decode() for person in (ana, ben)]
    assert [page.count(">Ben Okafor<") for page in pages] == [2, 3]
    Connection.objects.all().delete()
    assert client_of(ana).get("/rooms/lobby/").content.decode().count(">Ben Okafor<") == 2
    monkeypatch.setattr(people, "monotonic", lambda: 6)
    assert ">Ben Okafor<" not in client_of(ana).get("/rooms/lobby/").content.decode()
