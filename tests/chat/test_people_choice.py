"""Choosing people among many, by search; who is chosen stays chosen, and the page stays small."""

import re

import pytest

from rooms.chat.people_choice import SHOWN
from rooms.models import Room, User
from tests import cast

BYTES = 100_000
FORMS = {"/rooms/new/": "members", "/rooms/direct/": "people", "/rooms/garden/settings/": "people"}
each_form = pytest.mark.parametrize(("path", "name"), FORMS.items())


@pytest.fixture
def crowd(garden):
    """Five hundred more people, in no closed room."""
    User.objects.bulk_create(
        User(username=f"guest-{n}", display_name=f"Guest {n:03}", hue=0) for n in range(500)
    )
    return list(User.objects.filter(username__startswith="guest-").order_by("pk"))


def page(client, path, **query):
    return client.get(path, query).content.decode()


def options(html, name):
    """{username: whether the person is chosen} in the order of the page."""
    pattern = rf'name="{name}" value="\d+"( checked)?>.*?\(([\w-]+)\)'
    return {username: bool(chosen) for chosen, username in re.findall(pattern, html, re.S)}


@each_form
def test_page_shows_few_of_many_people_and_a_search(crowd, client_of, sam, path, name):
    html = page(client_of(sam), path)
    assert len(options(html, name)) == SHOWN
    assert "There are more people." in html
    assert 'type="search"' in html
    assert len(html) < BYTES


@each_form
def test_search_finds_people_by_name_or_username_and_keeps_the_chosen(
    crowd, client_of, sam, path, name
):
    chosen = [crowd[7].pk, crowd[400].pk]
    html = page(client_of(sam), path, q="guest 12", **{name: chosen})
    found = [f"guest-{number}" for number in range(120, 130)]
    assert options(html, name) == {
        "guest-7": True,
        "guest-400": True,
        **dict.fromkeys(found, False),
    }
    html = page(client_of(sam), path, q="GUEST-499", **{name: chosen})
    assert list(options(html, name)) == ["guest-7", "guest-400", "guest-499"]
    html = page(client_of(sam), path, q="nobody", **{name: chosen})
    assert list(options(html, name)) == ["guest-7", "guest-400"]
    assert "Nobody else found." in html


@each_form
def test_htmx_gets_the_people_alone(crowd, client_of, sam, path, name):
    query = {"q": "guest 12", name: crowd[7].pk}
    html = client_of(sam).get(path, query, headers={"HX-Request": "true"}).content.decode()
    assert html.startswith('<div id="people-found"')
    assert len(options(html, name)) == 11


@each_form
def test_search_takes_as_many_queries_for_more_people(
    crowd, client_of, sam, queries_of, path, name
):
    client = client_of(sam)
    queries_of(client, path)
    before = queries_of(client, path)
    User.objects.filter(pk__in=[person.pk for person in crowd[50:]]).delete()
    assert queries_of(client, path) == before


@each_form
def test_few_people_are_all_shown_without_a_search(garden, client_of, sam, path, name):
    html = page(client_of(sam), path)
    assert set(options(html, name)) >= {"ben", "zoe"}
    assert 'name="q"' not in html


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, "٣", "1 OR 1=1", ""])
def test_invalid_choice_or_search_is_ignored(crowd, client_of, sam, value):
    for query in ({"people": value}, {"with": value}, {"q": "a\0b"}, {"q": "x" * 900}):
        response = client_of(sam).get("/rooms/direct/", query)
        assert response.status_code == 200
        assert True not in options(response.content.decode(), "people").values()


def test_search_for_members_keeps_what_was_filled_in(crowd, client_of, ana):
    filled = {"name": "Harbour", "purpose": "Boats & sails", "kind": "closed"}
    html = page(client_of(ana), "/rooms/new/", q="guest 12", **filled)
    assert 'value="Harbour"' in html
    assert 'value="Boats &amp; sails"' in html
    assert re.search(r'value="closed"[^>]* checked', html)


def test_refused_form_keeps_the_chosen_and_the_search(crowd, client_of, ana):
    answers = {"name": "", "kind": "closed", "members": [crowd[7].pk], "q": "guest 12"}
    response = client_of(ana).post("/rooms/new/", answers)
    html = response.content.decode()
    assert response.status_code == 422
    assert options(html, "members")["guest-7"]
    assert len(options(html, "members")) == 11


@each_form
def test_token_is_not_among_what_a_search_sends(crowd, client_of, sam, path, name):
    """It is the value of the button that posts, which is sent with that button only."""
    html = page(client_of(sam), path)
    form = next(
        each for each in re.findall(r"<form.*?</form>", html, re.S) if f'name="{name}"' in each
    )
    assert not re.search(r'<input[^>]*name="csrfmiddlewaretoken"', form)
    assert re.search(r'<button[^>]*name="csrfmiddlewaretoken"\s+value="\w+"', form)


def test_person_chosen_in_an_earlier_search_becomes_a_member(crowd, client_of, ana):
    answers = {"name": "Harbour", "kind": "closed", "members": [crowd[7].pk], "q": "guest 12"}
    client_of(ana).post("/rooms/new/", answers)
    assert set(Room.objects.get(name="Harbour").members.all()) == {ana, crowd[7]}


def test_members_in_the_settings_are_paged(crowd, client_of, sam, garden):
    garden.grant_to(*crowd)
    html = page(client_of(sam), "/rooms/garden/settings/")
    assert "Page 1 of 11" in html
    assert len(html) < BYTES
    assert "Guest 499" in page(client_of(sam), "/rooms/garden/settings/", page=11)


def test_people_are_searched_and_paged(crowd, client_of, ana):
    client = client_of(ana)
    assert len(page(client, "/people/")) < BYTES
    assert "Page 1 of 11" in page(client, "/people/")
    assert [p.username for p in client.get("/people/?q=guest+123").context["found"]] == [
        "guest-123"
    ]
    assert "No people found." in page(client, "/people/", q="nobody")
    assert list(client.get("/people/?state=online").context["found"]) == []


def test_non_manager_gets_no_people_to_add_from_the_settings(crowd, client_of, ana):
    cast.welcome("eve", "Eve Dahl")
    html = page(client_of(ana), "/rooms/garden/settings/", q="eve")
    assert "Eve Dahl" not in html
