"""What the room's page costs, whatever is in the room."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Connection, Room
from rooms.presence import people
from tests import cast

QUERIES = 6
"Session, person, place, messages, heads, sidebar. Who is here is asked once a second."


@pytest.fixture
def open_warm(client_of, lobby, ana):
    """Open the lobby once to warm it up, and again; the value is the queries of the second."""

    def open_it():
        client = client_of(ana)
        client.get("/rooms/lobby/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/rooms/lobby/").status_code == 200
        return [query["sql"] for query in queries]

    return open_it


@pytest.mark.parametrize(("messages", "rooms", "people"), [(5, 2, 1), (50, 12, 30)])
def test_the_queries_are_the_same_few_however_much_there_is(
    open_warm, lobby, ben, say, messages, rooms, people
):
    for number in range(messages):
        say(lobby, ben, f"number {number}")
    for number in range(rooms - 1):
        Room.objects.start(f"Room {number}", ben)
    for number in range(people):
        person = cast.welcome(f"person-{number}", f"Person {number}")
        Connection.objects.create(user=person, room=lobby, process="another")
    assert len(open_warm()) == QUERIES


def test_a_page_that_changes_nothing_writes_nothing(open_warm, lobby, ben, say):
    say(lobby, ben, "@ana look")
    assert [sql for sql in open_warm() if not sql.startswith("SELECT")] == []


def test_a_warm_page_renders_nothing_and_after_a_message_only_its_time(
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
    assert set(rendered) <= {"chat/_moment.html"}


def test_a_room_is_rendered_once_for_all_who_hear_as_much_of_it(
    client_of, lobby, ana, ben, sam, rendered
):
    client_of(ana).get("/rooms/lobby/")
    rendered.clear()
    of_ben = client_of(ben).get("/rooms/lobby/").content.decode()
    assert "chat/room.html" not in rendered
    assert "<strong>Ben Okafor</strong>" in of_ben
    assert "Ana Ruiz" not in of_ben
    assert "/dashboard/" not in of_ben
    assert "/dashboard/" in client_of(sam).get("/rooms/lobby/").content.decode()
    assert rendered.count("chat/room.html") == 1


def test_a_new_name_is_on_the_next_page_in_messages_and_lists(client_of, lobby, ana, ben, say):
    say(lobby, ben, "Good morning")
    Connection.objects.create(user=ben, room=lobby, process="another")
    client = client_of(ana)
    assert client.get("/rooms/lobby/").content.decode().count(">Ben Okafor<") == 3
    ben.display_name = "Ben Adeyemi"
    ben.save()
    people.forget()
    html = client.get("/rooms/lobby/").content.decode()
    assert "Ben Okafor" not in html
    assert html.count(">Ben Adeyemi<") == 3


def test_who_is_here_is_asked_once_for_all_pages_that_are_opened_within_a_second(
    client_of, lobby, ana, ben, monkeypatch
):
    monkeypatch.setattr(people, "monotonic", lambda: 5.5)
    Connection.objects.create(user=ben, room=lobby, process="another")
    html = [client_of(person).get("/rooms/lobby/").content.decode() for person in (ana, ben)]
    assert [page.count(">Ben Okafor<") for page in html] == [2, 3]
    Connection.objects.all().delete()
    assert client_of(ana).get("/rooms/lobby/").content.decode().count(">Ben Okafor<") == 2
    monkeypatch.setattr(people, "monotonic", lambda: 6)
    assert ">Ben Okafor<" not in client_of(ana).get("/rooms/lobby/").content.decode()
