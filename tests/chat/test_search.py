"""Search: what one asks for is found in one's own rooms, and nowhere else."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone

from rooms.chat.search import index as search_index
from rooms.chat.search import results
from rooms.chat.search.grammar import read_query
from rooms.live.jobs import kinds
from rooms.models import Job, Message, Room

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["added", "not yet added"])
def found_by(request):
    """The texts that a person finds; with all messages in the index, and with none."""

    def search(person, text):
        if request.param == "added":
            search_index.index().add_new()
        return [each.body for each in results.search(person, read_query(text)).messages]

    return search


def page_of(client, person, **query):
    client.force_login(person)
    return client.get("/search/", query)


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("picnic", ["The PICNIC is on Sunday", "A picnic?"]),
        ("icni", ["The PICNIC is on Sunday", "A picnic?"]),
        ("picnic sunday", ["The PICNIC is on Sunday"]),
        ('"is on"', ["The PICNIC is on Sunday"]),
        ('"on is"', []),
        ("100%", ["We are 100% sure"]),
        ("___", []),
        ("su", ["The PICNIC is on Sunday", "We are 100% sure"]),
        ('"a p', ["A picnic?"]),
        ("AND OR NOT", []),
        ("*", []),
    ],
)
def test_words_phrases_and_parts_of_words_are_found(found_by, lobby, ana, say, text, finds):
    for body in ("A picnic?", "We are 100% sure", "The PICNIC is on Sunday"):
        say(lobby, ana, body)
    found = found_by(ana, text)
    assert sorted(found) == sorted(finds)
    assert found == sorted(found, key=lambda body: -Message.objects.get(body=body).pk)


def test_letters_of_any_script_are_found(found_by, lobby, ana, say):
    for body in ("Grüße aus Wien", "ありがとうございます", "😀😀😀 well done"):
        say(lobby, ana, body)
    assert found_by(ana, "grüße") == ["Grüße aus Wien"]
    assert found_by(ana, "GRÜ") == ["Grüße aus Wien"]
    assert found_by(ana, "がとう") == ["ありがとうございます"]
    assert found_by(ana, "あり") == ["ありがとうございます"]
    assert found_by(ana, "😀😀😀") == ["😀😀😀 well done"]


def test_operators_narrow_what_is_found(found_by, lobby, garden, ana, ben, say):
    say(lobby, ana, "Plan of Ana's")
    say(lobby, ben, "Plan of Ben's: https://example.org/plan")
    say(garden, ana, "Plan for the garden")
    assert found_by(ana, "plan from:@BEN") == ["Plan of Ben's: https://example.org/plan"]
    assert found_by(ana, "plan from:me in:lobby") == ["Plan of Ana's"]
    assert found_by(ana, "in:#garden") == ["Plan for the garden"]
    assert len(found_by(ana, "in:garden in:lobby")) == 3
    assert found_by(ana, "has:link") == ["Plan of Ben's: https://example.org/plan"]


def test_direct_messages_are_found_by_the_other_person(found_by, ana, ben, sam, lobby, say):
    say(Room.objects.direct(ana, ben), ben, "Between us")
    say(Room.objects.direct(ana, ben, sam), ben, "Among the three of us")
    assert found_by(ana, "us in:@ben") == ["Between us"]
    assert found_by(sam, "us") == ["Among the three of us"]


def test_days_are_those_of_ones_time_zone(found_by, lobby, ana, say):
    for day, body in ((9, "On the ninth"), (10, "On the tenth"), (11, "On the eleventh")):
        message = say(lobby, ana, body)
        noon = datetime(2026, 11, day, 23, 30, tzinfo=UTC)
        Message.objects.filter(pk=message.pk).update(created_at=noon)
    assert found_by(ana, "after:2026-11-10 before:2026-11-11") == ["On the tenth"]
    with timezone.override("Europe/Berlin"):
        assert found_by(ana, "after:2026-11-10 before:2026-11-11") == ["On the ninth"]


def test_nobody_finds_what_they_may_not_read(found_by, client, garden, ana, zoe, lobby, say):
    say(garden, ana, "The secret hedge")
    say(lobby, ana, "A hedge for all")
    assert found_by(zoe, "hedge") == ["A hedge for all"]
    assert found_by(zoe, "hedge in:garden") == []
    closed = page_of(client, zoe, q="hedge in:garden").content
    none = page_of(client, zoe, q="hedge in:nowhere").content
    assert b"secret" not in closed
    assert closed.count(b"found__message") == none.count(b"found__message") == 0
    assert b"no room with the address \xe2\x80\x9cgarden\xe2\x80\x9d" in closed


def test_right_that_ended_ends_what_is_found(found_by, garden, ana, ben, say):
    garden.add_members(ben, by=ana)
    say(garden, ana, "The secret hedge")
    assert found_by(ben, "hedge") == ["The secret hedge"]
    garden.remove_member(ben)
    assert found_by(ben, "hedge") == []


def test_edited_and_deleted_texts_follow_at_once(found_by, lobby, ana, say):
    edited, deleted = say(lobby, ana, "The first wording"), say(lobby, ana, "Nobody reads this")
    assert len(found_by(ana, "wording")) == len(found_by(ana, "nobody")) == 1
    edited.edit("The second wording")
    deleted.delete_text()
    assert found_by(ana, "first") == found_by(ana, "nobody") == []
    assert found_by(ana, "second") == ["The second wording"]


def test_messages_of_a_deleted_room_leave_the_index(lobby, garden, ana, say):
    say(garden, ana, "The secret hedge")
    say(lobby, ana, "A hedge for all")
    search_index.index().add_new()
    garden.messages.all().delete()
    assert [each.body for each in results.search(ana, read_query("hedge")).messages] == [
        "A hedge for all"
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL forgets by autovacuum")
def test_job_removes_deleted_words_from_the_files_of_the_index(lobby, ana, say):
    def data():
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM rooms_message_words_data")
            return b"".join(block for (block,) in cursor)

    for n in range(3):
        say(lobby, ana, f"Kept {n}")
        deleted = say(lobby, ana, f"qxjqxj {n}")
        search_index.index().add_new()
        deleted.delete_text()
    assert b"qxj" in data()
    kinds["search.forget"].function()
    assert b"qxj" not in data()
    assert len(results.search(ana, read_query("kept")).messages) == 3


def test_change_has_deleted_words_leave_the_files_by_the_hour(lobby, ana, say):
    message = say(lobby, ana, "Nobody reads this")
    assert not Job.objects.filter(kind="search.forget").exists()
    message.edit("Somebody does")
    message.delete_text()
    job = Job.objects.get(kind="search.forget")
    assert (job.due.minute, job.due.second) == (0, 0)
    assert job.due > timezone.now()


def test_pages_of_results_have_each_message_once(lobby, ana, say):
    bodies = [f"Tea {n}" for n in range(results.PER_PAGE + 5)]
    for body in bodies[:10]:
        say(lobby, ana, body)
    search_index.index().add_new()
    for body in bodies[10:]:
        say(lobby, ana, body)
    first = results.search(ana, read_query("tea"))
    second = results.search(ana, read_query("tea"), first.older_than)
    assert second.older_than is None
    assert [each.body for each in first.messages + second.messages] == bodies[::-1]


def test_short_words_are_searched_for_in_the_newest_messages(client, lobby, ana, say, monkeypatch):
    say(lobby, ana, "Go first")
    for _ in range(3):
        say(lobby, ana, "Stay")
    monkeypatch.setattr(search_index, "NEWEST", 3)
    page = page_of(client, ana, q="go").content.decode()
    assert "Words of one or two letters" in page
    assert "No messages found" in page
    assert page_of(client, ana, q="go first").content.decode().count("found__message") == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("from:nobody", "Nobody here is called “nobody”."),
        ("in:nowhere", "You are in no room with the address “nowhere”."),
        ("in:@zoe", "You are in no room with the address “@zoe”."),
        ("before:soon", "“soon” is not a date."),
        ("before:0001-01-01", "“0001-01-01” is not a date."),
        ("after:9999-12-31", "“9999-12-31” is not a date."),
        ("has:fleas", "“has:fleas” is not known."),
        (" ".join("abcdefghijkl"), "Only the first 10 words"),
    ],
)
def test_what_is_not_understood_is_said(client, lobby, ana, zoe, text, problem):
    answer = page_of(client, ana, q=text)
    assert answer.status_code == 200
    assert problem in answer.content.decode()


def test_result_shows_the_words_and_leads_into_the_history(client, lobby, ana, say):
    body = f"{'before ' * 40}<b>Picnic</b> on Sunday{' after' * 80}"
    message = say(lobby, ana, body)
    page = page_of(client, ana, q="picnic sunday").content.decode()
    assert "&lt;b&gt;<mark>Picnic</mark>&lt;/b&gt; on <mark>Sunday</mark>" in page
    assert f'href="/messages/{message.pk}/"' in page
    assert page.count("before") < 15


@pytest.mark.parametrize("text", ["", "   ", '"', '""', "\0", "from:", 'in:""'])
def test_empty_search_shows_the_form_alone(client, lobby, ana, text):
    page = page_of(client, ana, q=text).content.decode()
    assert 'type="search"' in page
    assert "No messages found" not in page


def test_searches_are_limited(client, lobby, ana):
    client.force_login(ana)
    statuses = [client.get("/search/", {"q": "tea"}).status_code for _ in range(35)]
    assert statuses.count(200) == 30
    assert "You can go on in" in client.get("/search/", {"q": "tea"}).content.decode()
    assert client.get("/search/").status_code == 200


def test_number_of_queries_does_not_depend_on_the_results(
    client, lobby, ana, ben, say, django_assert_max_num_queries
):
    client.force_login(ana)
    for n in range(25):
        say(lobby, [ana, ben][n % 2], f"Tea {n}")
    with django_assert_max_num_queries(20):
        assert client.get("/search/", {"q": "tea"}).content.count(b"found__message") == 20
