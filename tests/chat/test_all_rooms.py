"""The page of all rooms that one is in: searched, paged, the latest message first."""

from rooms.models import Membership, Room
from rooms.site import search

LIST = "/rooms/"


def found(client, query=""):
    return [place.name for place in client.get(f"{LIST}?{query}").context["found"]]


def test_person_sees_the_rooms_they_are_in_the_latest_message_first(
    client_of, ana, zoe, lobby, garden, direct, say, ben
):
    say(direct, ben)
    say(lobby, ben)
    assert found(client_of(ana)) == ["Lobby", "Ben Okafor", "Garden"]
    assert found(client_of(zoe)) == ["Lobby"]
    assert found(client_of(ben), "state=direct") == ["Ana Ruiz"]


def test_rooms_are_found_by_name_purpose_and_the_people_of_a_direct_room(
    client_of, ana, lobby, garden, direct
):
    client = client_of(ana)
    assert found(client, "q=GARD") == ["Garden"]
    assert found(client, "q=everyone") == ["Lobby"]
    assert found(client, "q=okaf") == ["Ben Okafor"]
    assert found(client, "q=ana") == []
    assert "No rooms found." in client.get(f"{LIST}?q=x").content.decode()


def test_rooms_are_found_by_state(client_of, ana, sam, lobby, garden, direct, say):
    shed = Room.objects.start("Shed", sam, kind=Room.CLOSED, members=[ana])
    shed.archive()
    Membership.objects.get(user=ana, room=garden).set_level(Membership.HIDDEN)
    say(lobby, sam)
    client = client_of(ana)
    assert found(client, "state=unread") == ["Lobby"]
    assert found(client, "state=rooms") == ["Lobby"]
    assert found(client, "state=direct") == ["Ben Okafor"]
    assert found(client, "state=hidden") == ["Garden"]
    assert found(client, "state=archived") == ["Shed"]


def test_list_is_paged_and_needs_no_more_queries_for_more_rooms(
    client_of, ana, lobby, direct, monkeypatch, queries_of
):
    client = client_of(ana)
    queries_of(client, LIST)
    before = queries_of(client, LIST)
    Room.objects.bulk_create(Room(name=f"Room {n}", slug=f"room-{n}") for n in range(9))
    ana.memberships.join_open_rooms()
    assert queries_of(client, LIST) == before
    monkeypatch.setattr(search, "PER_PAGE", 4)
    assert len(found(client, "page=1")) == 4
    assert len(found(client, "page=3")) == 3
