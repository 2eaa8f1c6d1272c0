import pytest

from rooms.models import Room
from tests import cast

ACTS = ["settings/", "archive/", "restore/", "leave/", "members/add/", "members/{ana}/remove/"]
RENAMED = {"name": "Orchard", "purpose": "Apples"}


def post(client, room, act, data=None):
    return client.post(f"/rooms/{room.slug}/{act}", data or {})


def test_an_open_room_takes_in_everyone(client_of, ana, ben, sam, zoe):
    client = client_of(ana)
    assert client.get("/rooms/new/").status_code == 200
    response = client.post(
        "/rooms/new/", {"name": "Harbour", "purpose": "Boats", "kind": "open", "members": [ben.pk]}
    )
    harbour = Room.objects.get()
    assert response.url == "/rooms/harbour/"
    assert (harbour.purpose, harbour.creator) == ("Boats", ana)
    assert set(harbour.members.all()) == {ana, ben, sam, zoe}


def test_a_closed_room_has_its_maker_and_the_chosen(client_of, ana, ben, sam, zoe):
    client_of(ana).post("/rooms/new/", {"name": "Harbour", "kind": "closed", "members": [ben.pk]})
    assert set(Room.objects.get().members.all()) == {ana, ben}


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 61}, {"kind": "direct"}, {"members": ["999"]}]
)
def test_a_room_with_something_wrong_is_told_and_not_made(client_of, ana, wrong):
    answers = {"name": "Harbour", "kind": "closed"} | wrong
    response = client_of(ana).post("/rooms/new/", answers)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert not Room.objects.exists()


def test_someone_deactivated_cannot_be_chosen(client_of, ana, ben):
    ben.deactivate()
    answers = {"name": "Harbour", "kind": "closed", "members": [ben.pk]}
    assert client_of(ana).post("/rooms/new/", answers).status_code == 422


@pytest.mark.parametrize("path", ["/rooms/new/", "/rooms/garden/settings/"])
def test_room_pages_need_one_to_be_signed_in(client, garden, path):
    assert client.get(path).url == f"/accounts/login/?next={path}"


def test_a_stranger_gets_404_for_a_closed_rooms_settings(client_of, zoe, garden):
    assert client_of(zoe).get("/rooms/garden/settings/").status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_gets_404_for_every_act_and_changes_nothing(client_of, ana, zoe, garden, act):
    answers = RENAMED | {"people": [zoe.pk]}
    assert post(client_of(zoe), garden, act.format(ana=ana.pk), answers).status_code == 404
    assert_untouched(garden, 2)


@pytest.mark.parametrize("act", [act for act in ACTS if act != "leave/"])
def test_a_member_who_did_not_make_the_room_gets_403(client_of, ana, zoe, garden, act):
    answers = RENAMED | {"people": [zoe.pk]}
    response = post(client_of(ana), garden, act.format(ana=ana.pk), answers)
    assert response.status_code == 403
    assert "Only staff or whoever made this room" in response.content.decode()
    assert_untouched(garden, 2)


@pytest.mark.parametrize("act", ACTS)
def test_direct_rooms_have_no_settings(client_of, ana, sam, direct, act):
    assert client_of(ana).get(f"/rooms/{direct.slug}/settings/").status_code == 404
    assert post(client_of(ana), direct, act.format(ana=ana.pk), RENAMED).status_code == 404
    assert direct.members.count() == 2


@pytest.mark.parametrize("act", ACTS[1:])
def test_nothing_is_done_by_following_a_link(client_of, ana, sam, garden, act):
    path = f"/rooms/garden/{act.format(ana=ana.pk)}"
    assert client_of(sam).get(path).status_code == 405
    assert_untouched(garden, 2)


def test_a_member_sees_who_is_in_it_but_no_forms_of_those_who_manage(client_of, ana, garden):
    html = client_of(ana).get("/rooms/garden/settings/").content.decode()
    assert "Sam Lindqvist" in html
    assert "/rooms/garden/leave/" in html
    for act in ("archive", "members"):
        assert f"/rooms/garden/{act}/" not in html


def test_an_open_rooms_settings_say_that_everyone_is_in_it(client_of, ana, lobby):
    html = client_of(ana).get("/rooms/lobby/settings/").content.decode()
    assert "Everyone is in this room." in html
    assert "/rooms/lobby/leave/" not in html


def test_the_maker_may_manage_without_being_staff(client_of, ben, ana):
    shed = Room.objects.start("Shed", ben, kind=Room.CLOSED)
    client = client_of(ben)
    post(client, shed, "settings/", RENAMED)
    post(client, shed, "members/add/", {"people": [ana.pk]})
    shed.refresh_from_db()
    assert shed.name == "Orchard"
    assert ana in shed.members.all()


def test_staff_outside_a_closed_room_are_strangers_too(client_of, ben, sam):
    shed = Room.objects.start("Shed", ben, kind=Room.CLOSED)
    assert client_of(sam).get(f"/rooms/{shed.slug}/settings/").status_code == 404
    assert post(client_of(sam), shed, "archive/").status_code == 404


def test_renaming_keeps_the_address_and_tells_open_pages(client_of, sam, garden):
    before = garden.seq
    response = post(client_of(sam), garden, "settings/", RENAMED)
    assert response.url == "/rooms/garden/settings/"
    garden.refresh_from_db()
    assert (garden.name, garden.purpose, garden.slug) == ("Orchard", "Apples", "garden")
    assert garden.seq > before


def test_a_room_cannot_lose_its_name(client_of, sam, garden):
    response = post(client_of(sam), garden, "settings/", {"name": "", "purpose": "Apples"})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    assert_untouched(garden, 2)


def test_a_room_is_archived_found_again_and_restored(client_of, sam, garden):
    client = client_of(sam)
    assert post(client, garden, "archive/").url == "/rooms/garden/settings/"
    garden.refresh_from_db()
    assert garden.is_archived
    assert list(client.get("/rooms/new/").context["archived"]) == [garden]
    assert "/rooms/garden/restore/" in client.get("/rooms/garden/settings/").content.decode()
    post(client, garden, "restore/")
    garden.refresh_from_db()
    assert not garden.is_archived


def test_strangers_do_not_find_an_archived_closed_room(client_of, zoe, garden):
    garden.archive()
    assert "Garden" not in client_of(zoe).get("/rooms/new/").content.decode()


def test_who_joined_while_an_open_room_was_archived_is_in_it_again(client_of, sam, lobby):
    lobby.archive()
    noa = cast.welcome("noa", "Noa Lind")
    assert noa not in lobby.members.all()
    post(client_of(sam), lobby, "restore/")
    assert noa in lobby.members.all()


def test_members_are_added_and_their_pages_told(client_of, sam, ben, zoe, garden):
    before = zoe.seq
    response = post(client_of(sam), garden, "members/add/", {"people": [ben.pk, zoe.pk]})
    assert response.url == "/rooms/garden/settings/"
    assert garden.members.count() == 4
    zoe.refresh_from_db()
    assert zoe.seq > before


def test_who_is_in_a_room_or_deactivated_cannot_be_added(client_of, sam, ana, ben, garden):
    ben.deactivate()
    for person in (ana, ben):
        response = post(client_of(sam), garden, "members/add/", {"people": [person.pk]})
        assert response.status_code == 422
    assert_untouched(garden, 2)


def test_adding_nobody_is_told(client_of, sam, garden):
    response = post(client_of(sam), garden, "members/add/", {"people": []})
    assert response.status_code == 422
    assert "Tick someone first." in response.content.decode()


@pytest.mark.parametrize("act", ["members/add/", "members/{ana}/remove/"])
def test_an_open_rooms_members_are_not_chosen(client_of, sam, ana, lobby, act):
    response = post(client_of(sam), lobby, act.format(ana=ana.pk), {"people": [ana.pk]})
    assert response.status_code == 403
    assert lobby.members.count() == 4


def test_a_removed_member_is_out_and_their_pages_told(client_of, sam, ana, garden):
    before = ana.seq
    assert post(client_of(sam), garden, f"members/{ana.pk}/remove/").status_code == 302
    assert client_of(ana).get("/rooms/garden/").status_code == 404
    ana.refresh_from_db()
    assert ana.seq > before


def test_who_is_not_a_member_cannot_be_removed(client_of, sam, zoe, garden):
    assert post(client_of(sam), garden, f"members/{zoe.pk}/remove/").status_code == 404


def test_removing_oneself_leads_home(client_of, sam, garden):
    assert post(client_of(sam), garden, f"members/{sam.pk}/remove/").url == "/"


def test_a_member_leaves_a_closed_room(client_of, ana, garden):
    assert post(client_of(ana), garden, "leave/").url == "/"
    assert ana not in garden.members.all()


def test_nobody_leaves_an_open_room(client_of, ana, lobby):
    response = post(client_of(ana), lobby, "leave/")
    assert response.status_code == 403
    assert "nobody can leave it" in response.content.decode()
    assert ana in lobby.members.all()


def assert_untouched(room, members):
    room.refresh_from_db()
    assert (room.name, room.is_archived, room.members.count()) == ("Garden", False, members)
