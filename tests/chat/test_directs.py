import pytest

from rooms.models import Room
from tests import cast


def choose(client, *people):
    return client.post("/rooms/direct/", {"people": [person.pk for person in people]})


def test_the_person_of_the_link_is_ticked_already(client_of, ana, ben, zoe):
    html = client_of(ana).get(f"/rooms/direct/?with={ben.pk}").content.decode()
    assert html.count("checked") == 1
    assert "Ben Okafor (ben)" in html


@pytest.mark.parametrize("given", ["", "999", "all", "1' OR 1=1"])
def test_a_link_with_nobody_in_it_ticks_nobody(client_of, ana, ben, given):
    response = client_of(ana).get("/rooms/direct/", {"with": given})
    assert response.status_code == 200
    assert "checked" not in response.content.decode()


def test_it_leads_to_the_room_of_exactly_these_people(client_of, ana, ben, zoe):
    response = choose(client_of(ana), ben, zoe)
    room = Room.objects.get()
    assert response.url == room.get_absolute_url()
    assert set(room.members.all()) == {ana, ben, zoe}


def test_there_is_one_room_for_one_set_of_people(client_of, ana, ben, zoe, direct):
    assert choose(client_of(ana), ben).url == direct.get_absolute_url()
    assert choose(client_of(ben), ana).url == direct.get_absolute_url()
    assert choose(client_of(ana), ben, zoe).url != direct.get_absolute_url()


def test_one_needs_somebody_to_write_to(client_of, ana, ben):
    response = client_of(ana).post("/rooms/direct/", {"csrfmiddlewaretoken": "there"})
    assert response.status_code == 422
    assert "Tick someone first." in response.content.decode()


def test_nobody_writes_to_themselves_or_to_someone_deactivated(client_of, ana, ben):
    ben.deactivate()
    for person in (ana, ben):
        assert choose(client_of(ana), person).status_code == 422
    assert not Room.objects.exists()


def test_more_than_twelve_are_too_many(client_of, ana):
    crowd = [cast.welcome(f"guest{n}", f"Guest {n}") for n in range(13)]
    response = choose(client_of(ana), *crowd)
    assert response.status_code == 422
    assert "12 is the most" in response.content.decode()
    assert choose(client_of(ana), *crowd[:12]).status_code == 302


def test_it_needs_one_to_be_signed_in(client, ana, ben):
    assert choose(client, ben).url == "/accounts/login/?next=/rooms/direct/"
    assert not Room.objects.exists()


def test_others_get_404_for_a_direct_room(client_of, zoe, sam, direct):
    for outsider in (zoe, sam):
        assert client_of(outsider).get(direct.get_absolute_url()).status_code == 404
