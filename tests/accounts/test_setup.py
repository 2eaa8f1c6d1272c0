"""The setup link creates the first administrator and the first room."""

import pytest

from rooms.models import Room, Site, User

ANSWERS = {
    "username": "mira",
    "display_name": "Mira Holm",
    "password": "a-quiet-harbour",
    "again": "a-quiet-harbour",
    "room": "Front desk",
}


@pytest.fixture
def link(db):
    return f"/setup/{Site.current().setup_token}/"


def test_empty_site_redirects_to_the_page_that_explains_the_link(client, db):
    assert client.get("/", follow=True).redirect_chain == [("/setup/", 302)]
    assert "manage.py setuplink" in client.get("/setup/").content.decode()


def test_explanation_does_not_contain_the_link(client, link):
    assert Site.current().setup_token not in client.get("/setup/").content.decode()


def test_setup_creates_the_administrator_and_a_room_and_signs_in(client, link):
    assert client.get(link).status_code == 200
    response = client.post(link, ANSWERS)
    mira, room = User.objects.get(), Room.objects.get()
    assert response.url == room.get_absolute_url() == "/rooms/front-desk/"
    assert mira.is_staff
    assert mira.is_superuser
    assert mira.check_password("a-quiet-harbour")
    assert (room.name, room.kind, room.creator) == ("Front desk", Room.OPEN, mira)
    assert client.get(response.url).status_code == 200


def test_wrong_token_gives_404(client, link):
    for path in ("/setup/wrong/", "/setup/fälsch/"):
        assert client.get(path).status_code == 404
        assert client.post(path, ANSWERS).status_code == 404
    assert not User.objects.exists()


def test_link_gives_404_once_a_person_exists(client, link, ana):
    assert client.get(link).status_code == 404
    assert client.post(link, ANSWERS).status_code == 404
    assert client.get("/setup/").url == "/"
    assert not User.objects.filter(username="mira").exists()


def test_different_passwords_are_refused_and_create_no_user(client, link):
    response = client.post(link, ANSWERS | {"again": "another-harbour"})
    assert response.status_code == 422
    assert "The two passwords differ" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "12345678901", "mira"])
def test_easily_guessed_password_is_refused(client, link, password):
    response = client.post(link, ANSWERS | {"password": password, "again": password})
    assert response.status_code == 422
    assert "password" in response.context["form"].errors
    assert not User.objects.exists()


def test_failure_to_create_the_room_leaves_no_administrator(client, link, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(type(Room.objects), "start", fail)
    with pytest.raises(RuntimeError):
        client.post(link, ANSWERS)
    assert not User.objects.exists()
