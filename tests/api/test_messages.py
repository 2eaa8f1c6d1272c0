"""Messages over HTTP: read in pages, written once, changed."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.api import message_pages
from rooms.models import Group, Message, Room
from tests.api.program import program_of

pytestmark = pytest.mark.django_db

PATH = "/api/v1/rooms/lobby/messages/"
LINK = re.compile(r'<http://testserver(.*?)>; rel="(\w+)"')


@pytest.fixture
def program(ana, lobby):
    return program_of(ana)


def links(answer):
    return {relation: path for path, relation in LINK.findall(answer.get("Link", ""))}


def bodies(answer):
    return [message["body"] for message in answer.json()["results"]]


def test_newest_messages_come_oldest_first_with_the_rooms_number(program, lobby, ana, say):
    for n in range(5):
        say(lobby, ana, f"{n}")
    answer = program.get(f"{PATH}?limit=3")
    assert bodies(answer) == ["2", "3", "4"]
    assert answer.json()["topic"] == f"room.{lobby.pk}"
    assert answer.json()["seq"] == Room.objects.get(pk=lobby.pk).seq


def test_links_lead_back_through_all_messages(program, lobby, ana, say):
    for n in range(7):
        say(lobby, ana, f"{n}")
    found, path = [], f"{PATH}?limit=3"
    while path:
        answer = program.get(path)
        found = bodies(answer) + found
        path = links(answer).get("prev")
    assert found == [f"{n}" for n in range(7)]


def test_links_lead_on_through_all_changes(program, lobby, ana, say):
    messages = [say(lobby, ana, f"{n}") for n in range(5)]
    since = messages[1].seq
    messages[0].edit("edited")
    messages[3].delete_text()
    found, path = [], f"{PATH}?since={since}&limit=2"
    while path:
        answer = program.get(path)
        found += answer.json()["results"]
        path = links(answer).get("next")
    assert [each["body"] for each in found] == ["2", "4", "edited", ""]
    assert found[-1]["deleted_at"]
    assert [each["change_seq"] for each in found] == sorted(each["change_seq"] for each in found)
    assert found[-1]["change_seq"] == answer.json()["seq"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "before=-1", "since=9.5", "since=" + "9" * 40]
)
def test_query_that_does_not_fit_is_refused_or_finds_nothing(program, query):
    answer = program.get(f"{PATH}?{query}")
    assert answer.status_code == 422 or answer.json()["results"] == []


def test_message_is_the_one_that_pages_show(program, lobby, client_of, ben):
    answer = program.post(PATH, {"body": "Hello **all** @ben"})
    message = answer.json()
    assert answer["Location"].endswith(f"{PATH}{message['id']}/")
    assert message["mentions"] == [ben.pk]
    page = client_of(ben).get("/rooms/lobby/").content.decode()
    assert "Hello <strong>all</strong>" in page
    assert program.get(f"{PATH}{message['id']}/").json() == message


def test_post_is_stored_once_for_a_key(program, lobby):
    first = program.post(PATH, {"body": "Once"}, idempotency_key="deploy 7")
    again = program.post(PATH, {"body": "Once"}, idempotency_key="deploy 7")
    other = program.post(PATH, {"body": "Twice"}, idempotency_key="deploy 7")
    assert (again.status_code, again.json()) == (201, first.json())
    assert other.json()["id"] != first.json()["id"]
    assert Message.objects.count() == 2


def test_key_of_another_user_is_another_key(program, ben, lobby):
    program.post(PATH, {"body": "Once"}, idempotency_key="1")
    program_of(ben).post(PATH, {"body": "Once"}, idempotency_key="1")
    assert Message.objects.count() == 2


def test_program_cannot_pretend_to_be_a_page(program):
    data = {"body": "x", "page": "abc", "n": 1, "outbox": "outbox", "action": "again"}
    assert program.post(PATH, data).json()["body"] == "x"


def test_conflict_of_an_edit_tells_the_present_text_and_its_digest(program, lobby, ana, say):
    message = say(lobby, ana, "first")
    base = message.digest
    message.edit("second")
    answer = program.patch(f"{PATH}{message.pk}/", {"body": "third", "base": base})
    assert answer.status_code == 422
    assert answer.json()["present"] == "second"
    again = program.patch(f"{PATH}{message.pk}/", {"body": "third", "base": answer.json()["base"]})
    assert again.json()["body"] == "third"


@pytest.mark.parametrize("base", [{}, [], True, 1.5])
def test_base_of_another_kind_is_not_taken_for_none(program, lobby, ana, say, base):
    message = say(lobby, ana, "first")
    answer = program.patch(f"{PATH}{message.pk}/", {"body": "second", "base": base})
    assert (answer.status_code, answer.json()["field"]) == (422, "base")
    assert Message.objects.get().body == "first"


def test_refusal_names_the_field_with_the_words_of_the_page(program):
    answer = program.post(PATH, {"body": "  "})
    assert answer.json()["detail"] == "Write something first."
    assert answer.json()["field"] == "body"


def test_archived_room_is_read_and_not_written(program, lobby):
    lobby.archive()
    assert program.get(PATH).status_code == 200
    answer = program.post(PATH, {"body": "x"})
    assert answer.status_code == 403
    assert "archived" in answer.json()["detail"]


def test_reading_by_a_program_marks_nothing_as_read(program, lobby, ben, say):
    say(lobby, ben, "Hello @ana")
    program.get(PATH)
    assert program.get("/api/v1/rooms/lobby/").json()["unread"] == 1
    program.post("/api/v1/rooms/lobby/read/")
    assert program.get("/api/v1/rooms/lobby/").json()["unread"] == 0
    found = program.get("/api/v1/notifications/?unread=1").json()["results"]
    assert found == []


def test_message_is_made_into_json_once_until_it_changes(program, lobby, ana, say, monkeypatch):
    made, render = [], message_pages.message_json
    monkeypatch.setattr(
        message_pages, "message_json", lambda each: made.append(each.pk) or render(each)
    )
    message, other = say(lobby, ana, "one"), say(lobby, ana, "two")
    for _ in range(3):
        program.get(PATH)
    assert sorted(made) == [message.pk, other.pk]
    message.reactions.toggle(ana.pk, "🎉")
    found = program.get(PATH).json()["results"]
    assert found[0]["reactions"] == [{"emoji": "🎉", "count": 1, "people": [ana.pk]}]
    ana.display_name = "Ana R."
    ana.save()
    found = program.get(PATH).json()["results"]
    assert {each["author"]["name"] for each in found} == {"Ana R."}
    assert len(made) == 5


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=values, key=st.text("abc \t:;/", max_size=20))
def test_any_body_is_stored_or_refused_with_words(program, body, key):
    answer = program.post(PATH, {"body": body, "key": body}, idempotency_key=key)
    assert answer.status_code in (201, 400, 422, 429)
    assert answer.status_code == 201 or answer.json()["detail"]


def test_message_names_the_people_of_a_group(lobby, ana, ben, say):
    group = Group.objects.start("devs")
    group.add(ben)
    say(lobby, ana, "@devs, @room and @ana: tea?")
    (message,) = program_of(ana).get(PATH).json()["results"]
    assert message["mentions"] == [ana.pk, ben.pk]


def test_message_to_everyone_names_nobody_in_particular(lobby, ana, ben, say):
    message = say(lobby, ana, "@room and @ben, look")
    found = program_of(ben).get("/api/v1/rooms/lobby/messages/").json()["results"]
    assert [(each["id"], each["mentions"]) for each in found] == [(message.pk, [ben.pk])]
