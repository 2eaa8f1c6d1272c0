"""Direct rooms: choosing people, one room per set of people, and access."""

import pytest

from rooms.models import Room
from tests import cast


def choose(client, *people):
    return client.post("/rooms/direct/", {"people": [person.pk for person in people]})


def test_link_preselects_the_person_it_names(client_of, ana, ben, zoe):
    html = client_of(ana).get(f"/rooms/direct/?with={ben.pk}").content.decode()
    assert html.count("checked") == 1
    assert "<bdi>Ben Okafor</bdi> (ben)" in html


@pytest.mark.parametrize("value", ["", "999", "all", "1' OR 1=1"])
def test_link_without_a_valid_person_preselects_nobody(client_of, ana, ben, value):
    response = client_of(ana).get("/rooms/direct/", {"with": value})
    assert response.status_code == 200
    assert "checked" not in response.content.decode()


def test_choosing_people_opens_the_room_of_exactly_these_people(client_of, ana, ben, zoe):
    response = choose(client_of(ana), ben, zoe)
    room = Room.objects.get()
    assert response.url == room.get_absolute_url()
    assert set(room.members.all()) == {ana, ben, zoe}


def test_same_people_always_get_the_same_direct_room(client_of, ana, ben, zoe, direct):
    assert choose(client_of(ana), ben).url == direct.get_absolute_url()
    assert choose(client_of(ben), ana).url == direct.get_absolute_url()
    assert choose(client_of(ana), ben, zoe).url != direct.get_absolute_url()


def test_choosing_nobody_is_refused(client_of, ana, ben):
    response = client_of(ana).post("/rooms/direct/", {"csrfmiddlewaretoken": "there"})
    assert response.status_code == 422
    assert "Choose someone first." in response.content.decode()


def test_choosing_oneself_or_a_deactivated_person_is_refused(client_of, ana, ben):
    ben.deactivate()
    for person in (ana, ben):
        assert choose(client_of(ana), person).status_code == 422
    assert not Room.objects.exists()


def test_choosing_more_than_twelve_people_is_refused(client_of, ana):
    guests = [cast.welcome(f"guest{n}", f"Guest {n}") for n in range(13)]
    response = choose(client_of(ana), *guests)
    assert response.status_code == 422
    assert "at most 12" in response.content.decode()
    assert choose(client_of(ana), *guests[:12]).status_code == 302


def test_signed_out_visitor_is_redirected_to_sign_in(client, ana, ben):
    assert choose(client, ben).url == "/accounts/login/?next=/rooms/direct/"
    assert not Room.objects.exists()


def test_non_members_get_404_for_a_direct_room(client_of, zoe, sam, direct):
    for person in (zoe, sam):
        assert client_of(person).get(direct.get_absolute_url()).status_code == 404
