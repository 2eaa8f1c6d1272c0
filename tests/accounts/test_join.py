"""Joining the site with the invitation link."""

import pytest

from rooms.models import Site, User

ANSWERS = {"username": "noa", "display_name": "Noa Lind", "password": "a-quiet-harbour"}


@pytest.fixture
def link(db):
    return f"/join/{Site.current().invitation_token}/"


def test_newcomer_joins_every_open_room_and_no_closed_one(client, link, lobby, garden):
    assert client.get(link).status_code == 200
    response = client.post(link, ANSWERS, follow=True)
    noa = User.objects.get(username="noa")
    assert list(noa.rooms.all()) == [lobby]
    assert not noa.is_staff
    assert response.redirect_chain == [("/", 302), ("/rooms/lobby/", 302)]
    assert response.wsgi_request.user == noa


@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_link_gives_404_and_says_to_ask_for_a_new_one(client, db, method):
    response = getattr(client, method)("/join/wrong/", ANSWERS)
    assert response.status_code == 404
    assert "for a new one" in response.content.decode()
    assert not User.objects.exists()


def test_link_from_before_the_rotation_gives_404(client, link):
    Site.current().rotate_invitation()
    assert client.get(link).status_code == 404
    assert client.post(link, ANSWERS).status_code == 404


def test_signed_in_person_is_redirected_home(client_of, ana, link):
    assert client_of(ana).get(link).url == "/"
    assert client_of(ana).post(link, ANSWERS).url == "/"
    assert User.objects.get() == ana


@pytest.mark.parametrize("username", ["ana", "Ana"])
def test_taken_username_is_refused(client, link, ana, username):
    response = client.post(link, ANSWERS | {"username": username})
    assert response.status_code == 422
    assert "That username is taken" in response.content.decode()


def test_username_with_spaces_is_refused(client, link):
    response = client.post(link, ANSWERS | {"username": "noa lind"})
    assert "Enter a valid username" in response.content.decode()


@pytest.mark.parametrize("field", ["username", "display_name", "password"])
def test_empty_field_is_refused(client, link, field):
    response = client.post(link, ANSWERS | {field: " "})
    assert field in response.context["form"].errors
    assert not User.objects.exists()


def test_join_form_ignores_the_fields_of_staff_and_superuser(client, link):
    client.post(link, ANSWERS | {"is_staff": "on", "is_superuser": "on"})
    noa = User.objects.get()
    assert (noa.is_staff, noa.is_superuser) == (False, False)
