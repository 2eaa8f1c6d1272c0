"""Signing in and out, passwords, and the profile."""

import pytest
from django.contrib.sessions.models import Session

from e2e.server import PASSWORD
from rooms.models import User

PROFILE = {
    "display_name": "Ana R.",
    "time_zone": "Europe/Madrid",
    "language": "en-us",
    "hue": "200",
}


def sign_in(client, username, password=PASSWORD):
    return client.post("/accounts/login/", {"username": username, "password": password})


def test_sign_in_redirects_home_or_to_the_requested_page(client, ana):
    assert sign_in(client, "ana").url == "/"
    client.logout()
    path = client.get("/people/").url
    assert path == "/accounts/login/?next=/people/"
    answers = {"username": "ana", "password": PASSWORD, "next": "/people/"}
    assert client.post(path, answers).url == "/people/"


def test_sign_in_page_shows_the_name_of_the_site(client, db, settings):
    html = client.get("/accounts/login/").content.decode()
    assert f"Sign in · {settings.SITE_NAME}" in html
    assert "testserver" not in html


def test_sign_in_does_not_redirect_to_another_site(client, ana):
    answers = {"username": "ana", "password": PASSWORD, "next": "https://elsewhere.example.org/"}
    assert client.post("/accounts/login/", answers).url == "/"


def test_known_unknown_and_deactivated_names_get_the_same_error(client, ana, ben):
    ben.deactivate()
    attempts = [("ana", "wrong"), ("nobody", "wrong"), ("ben", PASSWORD)]
    responses = [sign_in(client, *attempt) for attempt in attempts]
    assert {response.status_code for response in responses} == {200}
    errors = {str(response.context["form"].errors) for response in responses}
    assert len(errors) == 1
    assert all(
        "Incorrect username or password." in response.content.decode() for response in responses
    )


def test_sign_out_needs_a_post_and_ends_the_session(client_of, ana):
    client = client_of(ana)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").url == "/accounts/login/"
    assert client.get("/people/").status_code == 302


def test_sign_out_advances_the_users_seq_after_deleting_the_session(client_of, ana, monkeypatch):
    calls = []
    monkeypatch.setattr(
        User, "advance", lambda self: calls.append((self.pk, Session.objects.count()))
    )
    client_of(ana).post("/accounts/logout/")
    assert calls == [(ana.pk, 0)]


def test_sign_out_without_a_session_redirects_to_sign_in(client):
    assert client.post("/accounts/logout/").url == "/accounts/login/"


@pytest.mark.parametrize("path", ["profile", "password"])
def test_signed_out_visitor_is_redirected_to_sign_in(client, db, path):
    assert client.get(f"/accounts/{path}/").url == f"/accounts/login/?next=/accounts/{path}/"


def test_new_password_replaces_the_old_one_and_advances_the_users_seq(client_of, client, ana):
    ana_client = client_of(ana)
    assert ana_client.get("/accounts/password/").status_code == 200
    answers = {
        "old_password": PASSWORD,
        "new_password1": "a-quiet-harbour",
        "new_password2": "a-quiet-harbour",
    }
    assert ana_client.post("/accounts/password/", answers).url == "/accounts/profile/"
    assert "Your password is changed" in ana_client.get("/accounts/profile/").content.decode()
    assert sign_in(client, "ana").status_code == 200
    assert sign_in(client, "ana", "a-quiet-harbour").url == "/"
    before, ana.seq = ana.seq, User.objects.get(pk=ana.pk).seq
    assert ana.seq > before


def test_password_change_needs_the_old_password(client_of, ana):
    answers = {
        "old_password": "wrong",
        "new_password1": "a-b-c-d-e-f",
        "new_password2": "a-b-c-d-e-f",
    }
    assert "incorrectly" in client_of(ana).post("/accounts/password/", answers).content.decode()
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_saved_profile_advances_the_users_seq(client_of, ana):
    client, before = client_of(ana), ana.seq
    page = client.get("/accounts/profile/").content.decode()
    assert 'type="range"' in page
    response = client.post("/accounts/profile/", PROFILE, follow=True)
    assert "Saved." in response.content.decode()
    ana.refresh_from_db()
    assert (ana.display_name, ana.time_zone, ana.language, ana.hue) == (
        "Ana R.",
        "Europe/Madrid",
        "en-us",
        200,
    )
    assert ana.seq > before


@pytest.mark.parametrize(
    "invalid",
    [
        {"display_name": "  "},
        {"display_name": "x" * 61},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../etc/passwd"},
        {"language": "tlh"},
        {"hue": "360"},
        {"hue": "-1"},
        {"hue": "red"},
    ],
)
def test_invalid_profile_shows_the_error_and_is_not_saved(client_of, ana, invalid):
    response = client_of(ana).post("/accounts/profile/", PROFILE | invalid)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(invalid)
    assert response.context["user"].display_name == "Ana Ruiz"
    ana.refresh_from_db()
    assert ana.display_name == "Ana Ruiz"


def test_profile_form_ignores_fields_that_it_does_not_have(client_of, ana):
    client_of(ana).post("/accounts/profile/", PROFILE | {"is_staff": "on", "username": "root"})
    ana.refresh_from_db()
    assert (ana.username, ana.is_staff) == ("ana", False)
