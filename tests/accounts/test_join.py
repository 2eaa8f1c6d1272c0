import pytest

from rooms.models import Site, User

ANSWERS = {"username": "noa", "display_name": "Noa Lind", "password": "a-quiet-harbour"}


@pytest.fixture
def link(db):
    return f"/join/{Site.current().invitation_token}/"


def test_a_newcomer_joins_and_is_in_every_open_room_but_no_closed_one(client, link, lobby, garden):
    assert client.get(link).status_code == 200
    response = client.post(link, ANSWERS, follow=True)
    noa = User.objects.get(username="noa")
    assert list(noa.rooms.all()) == [lobby]
    assert not noa.is_staff
    assert response.redirect_chain == [("/", 302), ("/rooms/lobby/", 302)]
    assert response.wsgi_request.user == noa


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_link_gets_404_and_says_to_ask_for_a_new_one(client, db, method):
    response = getattr(client, method)("/join/wrong/", ANSWERS)
    assert response.status_code == 404
    assert "for a new one" in response.content.decode()
    assert not User.objects.exists()


def test_a_link_from_before_the_rotation_gets_404(client, link):
    Site.current().rotate_invitation()
    assert client.get(link).status_code == 404
    assert client.post(link, ANSWERS).status_code == 404


def test_whoever_is_signed_in_goes_home(client_of, ana, link):
    assert client_of(ana).get(link).url == "/"
    assert client_of(ana).post(link, ANSWERS).url == "/"
    assert User.objects.get() == ana


@pytest.mark.parametrize("username", ["ana", "Ana"])
def test_a_username_that_is_taken_is_told(client, link, ana, username):
    response = client.post(link, ANSWERS | {"username": username})
    assert response.status_code == 422
    assert "That username is taken" in response.content.decode()


def test_a_username_with_spaces_is_told(client, link):
    response = client.post(link, ANSWERS | {"username": "noa lind"})
    assert "Enter a valid username" in response.content.decode()


@pytest.mark.parametrize("field", ["username", "display_name", "password"])
def test_nothing_may_be_left_out(client, link, field):
    response = client.post(link, ANSWERS | {field: " "})
    assert field in response.context["form"].errors
    assert not User.objects.exists()


def test_joining_gives_no_rights_that_the_form_does_not_ask_for(client, link):
    client.post(link, ANSWERS | {"is_staff": "on", "is_superuser": "on"})
    noa = User.objects.get()
    assert (noa.is_staff, noa.is_superuser) == (False, False)
