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


def test_an_empty_site_leads_to_the_page_that_says_where_the_link_is(client, db):
    assert client.get("/", follow=True).redirect_chain == [("/setup/", 302)]
    assert "manage.py setuplink" in client.get("/setup/").content.decode()


def test_that_page_does_not_give_the_link_away(client, link):
    assert Site.current().setup_token not in client.get("/setup/").content.decode()


def test_it_makes_the_administrator_and_the_first_room_and_signs_in(client, link):
    assert client.get(link).status_code == 200
    response = client.post(link, ANSWERS)
    mira, room = User.objects.get(), Room.objects.get()
    assert response.url == room.get_absolute_url() == "/rooms/front-desk/"
    assert mira.is_staff
    assert mira.is_superuser
    assert mira.check_password("a-quiet-harbour")
    assert (room.name, room.kind, room.creator) == ("Front desk", Room.OPEN, mira)
    assert client.get(response.url).status_code == 200


def test_a_wrong_token_gets_404(client, link):
    for path in ("/setup/wrong/", "/setup/fälsch/"):
        assert client.get(path).status_code == 404
        assert client.post(path, ANSWERS).status_code == 404
    assert not User.objects.exists()


def test_the_link_is_of_no_use_once_somebody_exists(client, link, ana):
    assert client.get(link).status_code == 404
    assert client.post(link, ANSWERS).status_code == 404
    assert client.get("/setup/").url == "/"
    assert not User.objects.filter(username="mira").exists()


def test_two_different_passwords_are_told_and_make_nothing(client, link):
    response = client.post(link, ANSWERS | {"again": "another-harbour"})
    assert response.status_code == 422
    assert "The two passwords differ" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "12345678901", "mira"])
def test_a_password_that_is_easy_to_guess_is_refused(client, link, password):
    response = client.post(link, ANSWERS | {"password": password, "again": password})
    assert response.status_code == 422
    assert "password" in response.context["form"].errors
    assert not User.objects.exists()


def test_when_the_room_fails_there_is_no_administrator_either(client, link, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(type(Room.objects), "start", fail)
    with pytest.raises(RuntimeError):
        client.post(link, ANSWERS)
    assert not User.objects.exists()
