"""The counters' pages, and their forms without JavaScript."""

import pytest
from django.contrib.auth.models import Group

from rooms.models import Counter

PAGES = ["", "settings/"]
ACTS = {"bump/": {"step": 1}, "set/": {"value": 9}, "reset/": {}, "settings/": {"name": "Else"}}


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


def test_everyone_sees_a_counter_and_bumps_it(client_of, deploys, ana):
    client = client_of(ana)
    answer = client.post("/counters/deploys-today/bump/", {"step": 12})
    assert answer.url == "/counters/deploys-today/"
    page = html(client.get(answer.url))
    assert 'ws-connect="/ws/counters/deploys-today/"' in page
    assert 'role="status">12</p>' in page
    assert "Ana Ruiz changed it by +12" in page
    assert "now 12, lowest 0, highest 12" in page
    assert "0 watching" in page


def test_the_list_has_what_one_may_see(client_of, deploys, secret, ana, zoe):
    page = html(client_of(ana).get("/counters/"))
    assert "Deploys today" in page
    assert "Secret seeds" in page
    assert "Secret seeds" not in html(client_of(zoe).get("/counters/"))


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_gets_404_for_a_closed_rooms_counter(client_of, secret, zoe, act):
    client = client_of(zoe)
    zoe.is_staff = True
    zoe.save()
    for page in PAGES:
        assert client.get(f"/counters/secret-seeds/{page}").status_code == 404
    assert client.post(f"/counters/secret-seeds/{act}", ACTS[act]).status_code == 404
    assert secret.bumps.count() == 0


@pytest.mark.parametrize("path", ["", "new/", "deploys-today/", "deploys-today/settings/"])
def test_one_has_to_be_signed_in(client, deploys, path):
    assert client.get(f"/counters/{path}").url == f"/accounts/login/?next=/counters/{path}"


@pytest.mark.parametrize("act", ["set/", "reset/", "settings/"])
def test_only_staff_set_reset_and_edit(client_of, deploys, ana, sam, act):
    path = f"/counters/deploys-today/{act}"
    deploys.bump(4, ana)
    assert client_of(ana).post(path, ACTS[act]).status_code == 403
    assert value(deploys) == 4
    answers = ACTS[act] | {"bumpers": "everyone"}
    assert client_of(sam).post(path, answers).url == "/counters/deploys-today/"
    assert (value(deploys), deploys.name) == {
        "set/": (9, "Deploys today"),
        "reset/": (0, "Deploys today"),
        "settings/": (4, "Else"),
    }[act]


def test_only_staff_make_counters(client_of, ana, sam, garden):
    answers = {"name": "Votes", "bumpers": "staff", "room": garden.pk}
    assert client_of(ana).get("/counters/new/").status_code == 403
    assert client_of(ana).post("/counters/new/", answers).status_code == 403
    assert client_of(sam).get("/counters/new/").status_code == 200
    assert client_of(sam).post("/counters/new/", answers).url == "/counters/votes/"
    counter = Counter.objects.get()
    assert (counter.room, counter.bumpers) == (garden, Counter.STAFF)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 61}, {"bumpers": "group"}, {"room": "999"}]
)
def test_a_counter_with_something_wrong_is_told_and_not_made(client_of, sam, wrong):
    answers = {"name": "Votes", "bumpers": "everyone"} | wrong
    assert client_of(sam).post("/counters/new/", answers).status_code == 422
    assert not Counter.objects.exists()


def test_staff_place_counters_only_in_rooms_of_theirs(client_of, sam, direct):
    answers = {"name": "Votes", "bumpers": "everyone", "room": direct.pk}
    assert client_of(sam).post("/counters/new/", answers).status_code == 422


def test_who_may_not_bump_sees_no_button_and_is_refused(client_of, deploys, ana, ben):
    team = Group.objects.create(name="Gardeners")
    ana.groups.add(team)
    deploys.edit("Deploys today", bumpers=Counter.GROUP, group=team)
    page = html(client_of(ben).get("/counters/deploys-today/"))
    assert "/bump/" not in page
    assert "the group Gardeners and staff" in page
    assert client_of(ben).post("/counters/deploys-today/bump/", {"step": 1}).status_code == 403
    assert client_of(ana).post("/counters/deploys-today/bump/", {"step": 1}).status_code == 302
    assert value(deploys) == 1


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("0", "changes nothing"),
        ("1001", "at most 1,000 up"),
        ("x", "whole number"),
        ("", "how much"),
    ],
)
def test_a_step_that_is_none_is_refused_in_words(client_of, deploys, ana, step, words):
    answer = client_of(ana).post("/counters/deploys-today/bump/", {"step": step})
    assert answer.status_code == 422
    assert words in html(answer)
    assert value(deploys) == 0


def test_beyond_the_range_is_refused_in_words(client_of, deploys, sam):
    client = client_of(sam)
    client.post("/counters/deploys-today/set/", {"value": 10**15})
    answer = client.post("/counters/deploys-today/bump/", {"step": 1})
    assert answer.status_code == 422
    assert "no further" in html(answer)


def test_a_counter_stands_in_its_rooms_header(client_of, deploys, lobby, garden, ana):
    deploys.edit("Deploys today", room=lobby)
    deploys.bump(12, ana)
    assert 'class="counter__value">12</strong>' in html(client_of(ana).get("/rooms/lobby/"))
    assert 'class="counter__value">' not in html(client_of(ana).get("/rooms/garden/"))
