"""Creating rooms, and their settings: who may rename, archive and choose members."""

import pytest

from rooms.models import Room
from tests import cast

ACTIONS = ["settings/", "archive/", "restore/", "leave/", "members/add/", "members/{ana}/remove/"]
RENAMED = {"name": "Orchard", "purpose": "Apples"}


def post(client, room, action, data=None):
    return client.post(f"/rooms/{room.slug}/{action}", data or {})


def test_open_room_has_every_person_as_member(client_of, ana, ben, sam, zoe):
    client = client_of(ana)
    assert client.get("/rooms/new/").status_code == 200
    response = client.post(
        "/rooms/new/", {"name": "Harbour", "purpose": "Boats", "kind": "open", "members": [ben.pk]}
    )
    harbour = Room.objects.get()
    assert response.url == "/rooms/harbour/"
    assert (harbour.purpose, harbour.creator) == ("Boats", ana)
    assert set(harbour.members.all()) == {ana, ben, sam, zoe}


def test_closed_room_has_its_creator_and_the_chosen_members(client_of, ana, ben, sam, zoe):
    client_of(ana).post("/rooms/new/", {"name": "Harbour", "kind": "closed", "members": [ben.pk]})
    assert set(Room.objects.get().members.all()) == {ana, ben}


@pytest.mark.parametrize(
    "invalid", [{"name": " "}, {"name": "x" * 61}, {"kind": "direct"}, {"members": ["999"]}]
)
def test_invalid_room_form_shows_the_error_and_creates_no_room(client_of, ana, invalid):
    answers = {"name": "Harbour", "kind": "closed"} | invalid
    response = client_of(ana).post("/rooms/new/", answers)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(invalid)
    assert not Room.objects.exists()


def test_deactivated_person_cannot_be_chosen_as_member(client_of, ana, ben):
    ben.deactivate()
    answers = {"name": "Harbour", "kind": "closed", "members": [ben.pk]}
    assert client_of(ana).post("/rooms/new/", answers).status_code == 422


@pytest.mark.parametrize("path", ["/rooms/new/", "/rooms/garden/settings/"])
def test_signed_out_visitor_is_redirected_to_sign_in(client, garden, path):
    assert client.get(path).url == f"/accounts/login/?next={path}"


def test_non_member_gets_404_for_a_closed_rooms_settings(client_of, zoe, garden):
    assert client_of(zoe).get("/rooms/garden/settings/").status_code == 404


@pytest.mark.parametrize("action", ACTIONS)
def test_non_member_gets_404_for_every_action_and_changes_nothing(
    client_of, ana, zoe, garden, action
):
    answers = RENAMED | {"people": [zoe.pk]}
    assert post(client_of(zoe), garden, action.format(ana=ana.pk), answers).status_code == 404
    assert_unchanged(garden, 2)


@pytest.mark.parametrize("action", [action for action in ACTIONS if action != "leave/"])
def test_member_who_is_not_the_creator_gets_403_and_changes_nothing(
    client_of, ana, zoe, garden, action
):
    answers = RENAMED | {"people": [zoe.pk]}
    response = post(client_of(ana), garden, action.format(ana=ana.pk), answers)
    assert response.status_code == 403
    assert "Only staff or whoever made this room" in response.content.decode()
    assert_unchanged(garden, 2)


@pytest.mark.parametrize("action", ACTIONS)
def test_direct_room_gives_404_for_its_settings(client_of, ana, sam, direct, action):
    assert client_of(ana).get(f"/rooms/{direct.slug}/settings/").status_code == 404
    assert post(client_of(ana), direct, action.format(ana=ana.pk), RENAMED).status_code == 404
    assert direct.members.count() == 2


@pytest.mark.parametrize("action", ACTIONS[1:])
def test_get_request_gets_405_and_changes_nothing(client_of, ana, sam, garden, action):
    path = f"/rooms/garden/{action.format(ana=ana.pk)}"
    assert client_of(sam).get(path).status_code == 405
    assert_unchanged(garden, 2)


def test_member_sees_the_members_but_no_management_forms(client_of, ana, garden):
    html = client_of(ana).get("/rooms/garden/settings/").content.decode()
    assert "Sam Lindqvist" in html
    assert "/rooms/garden/leave/" in html
    for action in ("archive", "members"):
        assert f"/rooms/garden/{action}/" not in html


def test_open_rooms_settings_say_that_everyone_is_a_member(client_of, ana, lobby):
    html = client_of(ana).get("/rooms/lobby/settings/").content.decode()
    assert "Everyone is in this room." in html
    assert "/rooms/lobby/leave/" not in html


def test_creator_can_manage_the_room_without_being_staff(client_of, ben, ana):
    shed = Room.objects.start("Shed", ben, kind=Room.CLOSED)
    client = client_of(ben)
    post(client, shed, "settings/", RENAMED)
    post(client, shed, "members/add/", {"people": [ana.pk]})
    shed.refresh_from_db()
    assert shed.name == "Orchard"
    assert ana in shed.members.all()


def test_staff_non_member_gets_404_for_a_closed_rooms_settings(client_of, ben, sam):
    shed = Room.objects.start("Shed", ben, kind=Room.CLOSED)
    assert client_of(sam).get(f"/rooms/{shed.slug}/settings/").status_code == 404
    assert post(client_of(sam), shed, "archive/").status_code == 404


def test_rename_keeps_the_slug_and_advances_the_rooms_seq(client_of, sam, garden):
    before = garden.seq
    response = post(client_of(sam), garden, "settings/", RENAMED)
    assert response.url == "/rooms/garden/settings/"
    garden.refresh_from_db()
    assert (garden.name, garden.purpose, garden.slug) == ("Orchard", "Apples", "garden")
    assert garden.seq > before


def test_rename_to_an_empty_name_is_refused(client_of, sam, garden):
    response = post(client_of(sam), garden, "settings/", {"name": "", "purpose": "Apples"})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    assert_unchanged(garden, 2)


def test_staff_archive_find_and_restore_a_room(client_of, sam, garden):
    client = client_of(sam)
    assert post(client, garden, "archive/").url == "/rooms/garden/settings/"
    garden.refresh_from_db()
    assert garden.is_archived
    assert "Garden" in client.get("/rooms/?state=archived").content.decode()
    assert "/rooms/garden/restore/" in client.get("/rooms/garden/settings/").content.decode()
    post(client, garden, "restore/")
    garden.refresh_from_db()
    assert not garden.is_archived


def test_non_member_does_not_find_an_archived_closed_room(client_of, zoe, garden):
    garden.archive()
    assert "Garden" not in client_of(zoe).get("/rooms/?state=archived").content.decode()


def test_restoring_an_open_room_adds_people_who_joined_meanwhile(client_of, sam, lobby):
    lobby.archive()
    noa = cast.welcome("noa", "Noa Lind")
    assert noa not in lobby.members.all()
    post(client_of(sam), lobby, "restore/")
    assert noa in lobby.members.all()


def test_adding_members_advances_their_seq(client_of, sam, ben, zoe, garden):
    before = zoe.seq
    response = post(client_of(sam), garden, "members/add/", {"people": [ben.pk, zoe.pk]})
    assert response.url == "/rooms/garden/settings/"
    assert garden.members.count() == 4
    zoe.refresh_from_db()
    assert zoe.seq > before


def test_member_or_deactivated_person_cannot_be_added(client_of, sam, ana, ben, garden):
    ben.deactivate()
    for person in (ana, ben):
        response = post(client_of(sam), garden, "members/add/", {"people": [person.pk]})
        assert response.status_code == 422
    assert_unchanged(garden, 2)


def test_adding_nobody_is_refused(client_of, sam, garden):
    response = post(client_of(sam), garden, "members/add/", {"people": []})
    assert response.status_code == 422
    assert "Choose someone first." in response.content.decode()


@pytest.mark.parametrize("action", ["members/add/", "members/{ana}/remove/"])
def test_open_rooms_members_cannot_be_added_or_removed(client_of, sam, ana, lobby, action):
    response = post(client_of(sam), lobby, action.format(ana=ana.pk), {"people": [ana.pk]})
    assert response.status_code == 403
    assert lobby.members.count() == 4


def test_removing_a_member_ends_access_and_advances_their_seq(client_of, sam, ana, garden):
    before = ana.seq
    assert post(client_of(sam), garden, f"members/{ana.pk}/remove/").status_code == 302
    assert client_of(ana).get("/rooms/garden/").status_code == 404
    ana.refresh_from_db()
    assert ana.seq > before


def test_removing_a_non_member_gives_404(client_of, sam, zoe, garden):
    assert post(client_of(sam), garden, f"members/{zoe.pk}/remove/").status_code == 404


def test_manager_who_removes_themselves_is_redirected_home(client_of, sam, garden):
    assert post(client_of(sam), garden, f"members/{sam.pk}/remove/").url == "/"


def test_member_can_leave_a_closed_room(client_of, ana, garden):
    assert post(client_of(ana), garden, "leave/").url == "/"
    assert ana not in garden.members.all()


def test_member_cannot_leave_an_open_room(client_of, ana, lobby):
    response = post(client_of(ana), lobby, "leave/")
    assert response.status_code == 403
    assert "nobody can leave it" in response.content.decode()
    assert ana in lobby.members.all()


def assert_unchanged(room, members):
    room.refresh_from_db()
    assert (room.name, room.is_archived, room.members.count()) == ("Garden", False, members)
