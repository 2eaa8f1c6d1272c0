"""Rooms that programs make and manage, and threads that they open and follow."""

import pytest

from rooms.models import AuditEntry, Membership, Room
from tests.api.program import program_of

pytestmark = pytest.mark.django_db

ROOMS = "/api/v1/rooms/"


@pytest.fixture
def made(ana, ben, lobby):
    """A closed room of Ana's, made by a program."""
    data = {"name": "Shed", "purpose": "Tools", "kind": "closed", "members": [ben.pk]}
    return program_of(ana).post(ROOMS, data)


def test_room_is_made_with_its_members(made, ana, ben):
    room = Room.objects.get(slug="shed")
    assert made.status_code == 201
    assert made["Location"].endswith("/api/v1/rooms/shed/")
    assert (made.json()["name"], made.json()["purpose"]) == ("Shed", "Tools")
    assert set(room.members.all()) == {ana, ben}
    assert AuditEntry.objects.filter(verb="room made").latest("pk").actor == ana


def test_room_without_a_kind_is_everyones(ana, ben, zoe):
    program_of(ana).post(ROOMS, {"name": "Shop"})
    assert set(Room.objects.get(slug="shop").members.all()) == {ana, ben, zoe}


def test_rename_keeps_what_is_not_sent(made, ana):
    program = program_of(ana)
    assert program.patch(f"{ROOMS}shed/", {"name": "Barn"}).json()["purpose"] == "Tools"
    assert program.patch(f"{ROOMS}shed/", {"purpose": "Hay"}).json()["name"] == "Barn"
    assert program.patch(f"{ROOMS}shed/", {"name": ""}).json()["field"] == "name"


def test_archived_room_comes_back(made, ana):
    program = program_of(ana)
    assert program.post(f"{ROOMS}shed/archive/").json()["archived_at"]
    assert program.post(f"{ROOMS}shed/messages/", {"body": "x"}).status_code == 403
    assert program.post(f"{ROOMS}shed/restore/").json()["archived_at"] is None


def test_members_come_and_go(made, ana, ben, zoe):
    room, program = Room.objects.get(slug="shed"), program_of(ana)
    program.post(f"{ROOMS}shed/members/", {"people": [zoe.pk]})
    program.delete(f"{ROOMS}shed/members/{ben.pk}/")
    assert set(room.members.all()) == {ana, zoe}
    assert program_of(zoe).delete(f"{ROOMS}shed/members/{zoe.pk}/").status_code == 204
    assert set(room.members.all()) == {ana}


@pytest.mark.parametrize("people", [[], ["x"], [0], [2**70], "x", {"a": 1}])
def test_people_that_there_are_not_are_refused(made, ana, people):
    answer = program_of(ana).post(f"{ROOMS}shed/members/", {"people": people})
    assert (answer.status_code, answer.json()["field"]) == (422, "people")


def test_open_and_direct_rooms_have_no_chosen_members(made, sam, ana, ben, direct):
    added = program_of(sam).post(f"{ROOMS}lobby/members/", {"people": [ben.pk]})
    assert added.status_code == 403
    assert program_of(ana).delete(f"{ROOMS}lobby/members/{ana.pk}/").status_code == 403
    assert program_of(ana).post(f"{ROOMS}{direct.slug}/archive/").status_code == 404


def test_level_is_ones_own(made, ana, ben):
    program_of(ben).post(f"{ROOMS}shed/level/", {"level": "nothing"})
    levels = dict(Membership.objects.filter(room__slug="shed").values_list("user", "level"))
    assert levels == {ana.pk: Membership.MENTIONS, ben.pk: Membership.NOTHING}


def test_thread_is_a_room_that_can_be_followed(lobby, ana, ben, say):
    message, program = say(lobby, ana, "Tea?"), program_of(ben)
    thread = program.post(f"{ROOMS}lobby/messages/{message.pk}/thread/").json()
    again = program.post(f"{ROOMS}lobby/messages/{message.pk}/thread/").json()
    assert (thread["kind"], again["slug"]) == ("thread", thread["slug"])
    program.post(f"{ROOMS}{thread['slug']}/messages/", {"body": "Yes"})
    assert program.post(f"{ROOMS}{thread['slug']}/follow/", {"follow": False}).status_code == 204
    membership = Membership.objects.get(room__slug=thread["slug"], user=ben)
    assert not membership.follows
    program.post(f"{ROOMS}{thread['slug']}/follow/")
    membership.refresh_from_db()
    assert membership.follows
