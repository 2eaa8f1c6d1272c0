"""The counters' pages over HTTP, and their plain forms."""

import pytest
from django.contrib.auth.models import Group

from rooms.models import Counter

PAGES = ["", "settings/"]
ACTIONS = {"bump/": {"step": 1}, "set/": {"value": 9}, "reset/": {}, "settings/": {"name": "Else"}}


@pytest.fixture
def deploys(db):
    return Counter.objects.start("Deploys today")


@pytest.fixture
def secret(garden):
    return Counter.objects.start("Secret seeds", room=garden)


def html(response):
    return response.content.decode()


def value(counter):
    counter.refresh_from_db()
    return counter.value


def test_everyone_can_see_and_bump_a_counter(client_of, deploys, ana):
    client = client_of(ana)
    response = client.post("/counters/deploys-today/bump/", {"step": 12})
    assert response.url == "/counters/deploys-today/"
    page = html(client.get(response.url))
    assert 'ws-connect="/ws/counters/deploys-today/"' in page
    assert 'role="status">12</p>' in page
    assert "<bdi>Ana Ruiz</bdi> changed it by +12" in page
    assert "now 12, lowest 0, highest 12" in page
    assert "0 watching" in page


def test_list_shows_a_closed_rooms_counter_only_to_members(client_of, deploys, secret, ana, zoe):
    page = html(client_of(ana).get("/counters/"))
    assert "Deploys today" in page
    assert "Secret seeds" in page
    assert "Secret seeds" not in html(client_of(zoe).get("/counters/"))


@pytest.mark.parametrize("action", ACTIONS)
def test_staff_non_member_gets_404_for_a_closed_rooms_counter(client_of, secret, zoe, action):
    client = client_of(zoe)
    zoe.is_staff = True
    zoe.save()
    for page in PAGES:
        assert client.get(f"/counters/secret-seeds/{page}").status_code == 404
    assert client.post(f"/counters/secret-seeds/{action}", ACTIONS[action]).status_code == 404
    assert secret.bumps.count() == 0


@pytest.mark.parametrize("path", ["", "new/", "deploys-today/", "deploys-today/settings/"])
def test_signed_out_visitor_is_redirected_to_sign_in(client, deploys, path):
    assert client.get(f"/counters/{path}").url == f"/accounts/login/?next=/counters/{path}"


@pytest.mark.parametrize("action", ["set/", "reset/", "settings/"])
def test_only_staff_can_set_reset_and_edit_a_counter(client_of, deploys, ana, sam, action):
    path = f"/counters/deploys-today/{action}"
    deploys.bump(4, ana)
    assert client_of(ana).post(path, ACTIONS[action]).status_code == 403
    assert value(deploys) == 4
    answers = ACTIONS[action] | {"bumpers": "everyone"}
    assert client_of(sam).post(path, answers).url == "/counters/deploys-today/"
    assert (value(deploys), deploys.name) == {
        "set/": (9, "Deploys today"),
        "reset/": (0, "Deploys today"),
        "settings/": (4, "Else"),
    }[action]


def test_only_staff_can_create_counters(client_of, ana, sam, garden):
    answers = {"name": "Votes", "bumpers": "staff", "room": garden.pk}
    assert client_of(ana).get("/counters/new/").status_code == 403
    assert client_of(ana).post("/counters/new/", answers).status_code == 403
    assert client_of(sam).get("/counters/new/").status_code == 200
    assert client_of(sam).post("/counters/new/", answers).url == "/counters/votes/"
    counter = Counter.objects.get()
    assert (counter.room, counter.bumpers) == (garden, Counter.STAFF)


@pytest.mark.parametrize(
    "invalid", [{"name": " "}, {"name": "x" * 61}, {"bumpers": "group"}, {"room": "999"}]
)
def test_invalid_counter_form_is_refused_and_creates_no_counter(client_of, sam, invalid):
    answers = {"name": "Votes", "bumpers": "everyone"} | invalid
    assert client_of(sam).post("/counters/new/", answers).status_code == 422
    assert not Counter.objects.exists()


def test_staff_cannot_put_a_counter_into_a_room_of_others(client_of, sam, direct):
    answers = {"name": "Votes", "bumpers": "everyone", "room": direct.pk}
    assert client_of(sam).post("/counters/new/", answers).status_code == 422


def test_person_without_permission_sees_no_button_and_cannot_bump(client_of, deploys, ana, ben):
    team = Group.objects.create(name="Gardeners")
    ana.groups.add(team)
    deploys.edit("Deploys today", bumpers=Counter.GROUP, group=team)
    page = html(client_of(ben).get("/counters/deploys-today/"))
    assert "/bump/" not in page
    assert "the group <bdi>Gardeners</bdi> and staff" in page
    assert client_of(ben).post("/counters/deploys-today/bump/", {"step": 1}).status_code == 403
    assert client_of(ana).post("/counters/deploys-today/bump/", {"step": 1}).status_code == 302
    assert value(deploys) == 1


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("0", "changes nothing"),
        ("1001", "at most 1,000 up"),
        ("x", "whole number"),
        ("", "how much"),
    ],
)
def test_invalid_step_is_refused_with_a_message(client_of, deploys, ana, step, error):
    response = client_of(ana).post("/counters/deploys-today/bump/", {"step": step})
    assert response.status_code == 422
    assert error in html(response)
    assert value(deploys) == 0


def test_bump_beyond_the_range_is_refused_with_a_message(client_of, deploys, sam):
    client = client_of(sam)
    client.post("/counters/deploys-today/set/", {"value": 10**15})
    response = client.post("/counters/deploys-today/bump/", {"step": 1})
    assert response.status_code == 422
    assert "no further" in html(response)


def test_counter_appears_only_in_its_rooms_header(client_of, deploys, lobby, garden, ana):
    deploys.edit("Deploys today", room=lobby)
    deploys.bump(12, ana)
    assert 'class="counter__value">12</strong>' in html(client_of(ana).get("/rooms/lobby/"))
    assert 'class="counter__value">' not in html(client_of(ana).get("/rooms/garden/"))
