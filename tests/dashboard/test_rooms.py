"""Staff manage every room except direct ones, without seeing messages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Notification, Room
from rooms.site import search
from tests import cast

LIST = "/dashboard/rooms/"


@pytest.fixture
def shed(ana, ben):
    """A closed room without staff in it."""
    return Room.objects.start("Shed", ana, kind=Room.CLOSED, members=[ben], purpose="Tools")


def html(response):
    return response.content.decode()


def found(client, query=""):
    return [room.slug for room in client.get(f"{LIST}?{query}").context["found"]]


def members(room):
    return set(room.members.values_list("username", flat=True))


def test_staff_see_every_room_except_direct_ones(
    client_of, sam, lobby, garden, shed, direct, say, ana
):
    say(shed, ana, "The key is under the stone")
    page = html(client_of(sam).get(LIST))
    assert found(client_of(sam)) == ["garden", "lobby", "shed"]
    assert direct.slug not in page
    assert "The key" not in page


def test_list_counts_members_and_messages(client_of, sam, shed, say, ana, ben):
    for body in ("one", "two", "three"):
        say(shed, ana, body)
    (room,) = client_of(sam).get(LIST).context["found"]
    assert (room.people, room.posts) == (2, 3)
    assert room.last_posted_at


def test_staff_find_rooms_by_name_and_state(client_of, sam, lobby, garden, shed):
    shed.archive()
    client = client_of(sam)
    assert found(client) == ["garden", "lobby"]
    assert found(client, "q=GARD") == ["garden"]
    assert found(client, "state=open") == ["lobby"]
    assert found(client, "state=closed") == ["garden"]
    assert found(client, "state=archived") == ["shed"]
    assert "No rooms found." in html(client.get(f"{LIST}?q=x&state=archived"))


def test_list_needs_no_more_queries_for_more_rooms(
    client_of, sam, ana, lobby, shed, monkeypatch, queries_of
):
    client = client_of(sam)
    queries_of(client, LIST)
    before = queries_of(client, LIST)
    for number in range(9):
        Room.objects.start(f"Room {number}", ana, kind=Room.CLOSED)
    assert queries_of(client, LIST) == before
    monkeypatch.setattr(search, "PER_PAGE", 4)
    assert len(found(client)) == 4
    assert len(found(client, "page=3")) == 3


def test_members_are_counted_for_the_rooms_of_the_page_only(
    client_of, sam, lobby, garden, shed, monkeypatch
):
    monkeypatch.setattr(search, "PER_PAGE", 1)
    with CaptureQueriesContext(connection) as queries:
        (room,) = client_of(sam).get(f"{LIST}?page=2").context["found"]
    assert (room.slug, room.people) == ("lobby", 4)
    counts = [q["sql"] for q in queries if 'COUNT("rooms_membership"' in q["sql"]]
    assert len(counts) == 1
    assert f'"rooms_membership"."room_id" IN ({lobby.pk})' in counts[0]


def test_room_page_needs_no_more_queries_for_more_members(client_of, sam, shed, queries_of):
    client = client_of(sam)
    queries_of(client, f"{LIST}shed/")
    before = queries_of(client, f"{LIST}shed/")
    shed.add_members(*[cast.welcome(f"p{number}", f"Person {number}") for number in range(9)])
    assert queries_of(client, f"{LIST}shed/") == before


def test_room_page_shows_members_and_no_content(client_of, sam, shed, say, ana):
    say(shed, ana, "The key is under the stone")
    page = html(client_of(sam).get(f"{LIST}shed/"))
    assert "Ben Okafor" in page
    assert "Tools" in page
    assert "The key" not in page
    assert 'href="/rooms/shed/"' not in page


@pytest.mark.parametrize("act", ["", "archive/"])
def test_staff_get_404_for_a_direct_room(client_of, sam, direct, act):
    assert client_of(sam).get(f"{LIST}{direct.slug}/{act}").status_code == 404


def test_staff_add_a_person_to_a_closed_room_that_they_are_not_in(client_of, sam, shed, zoe):
    response = client_of(sam).post(f"{LIST}shed/members/add/", {"person": "zoe"})
    assert response.url == f"{LIST}shed/"
    assert members(shed) == {"ana", "ben", "zoe"}
    assert "Sam Lindqvist added you" in Notification.objects.get(user=zoe, room=shed).text


@pytest.mark.parametrize("name", ["", "nobody", "ben", "gone"])
def test_invalid_username_shows_an_error_and_adds_nobody(client_of, sam, shed, name):
    cast.welcome("gone", "Gone", is_active=False)
    response = client_of(sam).post(f"{LIST}shed/members/add/", {"person": name})
    assert response.status_code == 422
    assert "field__error" in html(response)
    assert members(shed) == {"ana", "ben"}


def test_staff_remove_a_member_from_a_closed_room(client_of, sam, shed, ben, zoe):
    client = client_of(sam)
    assert client.post(f"{LIST}shed/members/{zoe.pk}/remove/").status_code == 404
    assert client.post(f"{LIST}shed/members/{ben.pk}/remove/").url == f"{LIST}shed/"
    assert members(shed) == {"ana"}


def test_staff_cannot_choose_the_members_of_an_open_room(client_of, sam, lobby, ben):
    client = client_of(sam)
    for act in ("members/add/", f"members/{ben.pk}/remove/"):
        response = client.post(f"{LIST}lobby/{act}", {"person": "ben"})
        assert response.status_code == 403
        assert "Everyone is in this room" in html(response)
    assert ben in lobby.members.all()


def test_staff_archive_a_room_after_confirming_and_restore_it(client_of, sam, shed):
    client = client_of(sam)
    assert "Archive Shed" in html(client.get(f"{LIST}shed/archive/"))
    shed.refresh_from_db()
    assert not shed.is_archived
    assert client.post(f"{LIST}shed/archive/").url == f"{LIST}shed/"
    shed.refresh_from_db()
    assert shed.is_archived
    assert client.get(f"{LIST}shed/restore/").status_code == 405
    client.post(f"{LIST}shed/restore/")
    shed.refresh_from_db()
    assert not shed.is_archived


@pytest.mark.parametrize("act", ["", "archive/", "restore/", "members/add/"])
def test_creator_of_a_room_who_is_not_staff_gets_403(client_of, shed, ana, act):
    assert client_of(ana).post(f"{LIST}shed/{act}", {"person": "zoe"}).status_code == 403
    shed.refresh_from_db()
    assert not shed.is_archived
