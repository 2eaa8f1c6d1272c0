import pytest
from django.contrib.sessions.models import Session

from rooms.models import User
from tests.cast import PASSWORD

PROFILE = {
    "display_name": "Ana R.",
    "time_zone": "Europe/Madrid",
    "language": "en-us",
    "hue": "200",
}


def sign_in(client, username, password=PASSWORD):
    return client.post("/accounts/login/", {"username": username, "password": password})


def test_signing_in_leads_home_or_where_one_was_going(client, ana):
    assert sign_in(client, "ana").url == "/"
    client.logout()
    path = client.get("/people/").url
    assert path == "/accounts/login/?next=/people/"
    answers = {"username": "ana", "password": PASSWORD, "next": "/people/"}
    assert client.post(path, answers).url == "/people/"


def test_the_sign_in_page_calls_the_site_by_its_name(client, db, settings):
    html = client.get("/accounts/login/").content.decode()
    assert f"Sign in · {settings.SITE_NAME}" in html
    assert "testserver" not in html


def test_signing_in_does_not_lead_to_another_site(client, ana):
    answers = {"username": "ana", "password": PASSWORD, "next": "https://elsewhere.example.org/"}
    assert client.post("/accounts/login/", answers).url == "/"


def test_known_unknown_and_deactivated_names_get_the_same_answer(client, ana, ben):
    ben.deactivate()
    attempts = [("ana", "wrong"), ("nobody", "wrong"), ("ben", PASSWORD)]
    answers = [sign_in(client, *attempt) for attempt in attempts]
    assert {answer.status_code for answer in answers} == {200}
    told = {str(answer.context["form"].errors) for answer in answers}
    assert len(told) == 1
    assert all("do not fit together" in answer.content.decode() for answer in answers)


def test_signing_out_needs_a_post_and_ends_the_session(client_of, ana):
    client = client_of(ana)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").url == "/accounts/login/"
    assert client.get("/people/").status_code == 302


def test_open_pages_are_told_of_the_sign_out_after_the_session_is_gone(client_of, ana, monkeypatch):
    left = []
    monkeypatch.setattr(
        User, "changed", lambda self: left.append((self.pk, Session.objects.count()))
    )
    client_of(ana).post("/accounts/logout/")
    assert left == [(ana.pk, 0)]


def test_signing_out_twice_is_harmless(client):
    assert client.post("/accounts/logout/").url == "/accounts/login/"


@pytest.mark.parametrize("path", ["profile", "password"])
def test_account_pages_need_one_to_be_signed_in(client, db, path):
    assert client.get(f"/accounts/{path}/").url == f"/accounts/login/?next=/accounts/{path}/"


def test_a_new_password_counts_and_open_pages_are_told(client_of, client, ana):
    mine = client_of(ana)
    assert mine.get("/accounts/password/").status_code == 200
    answers = {
        "old_password": PASSWORD,
        "new_password1": "a-quiet-harbour",
        "new_password2": "a-quiet-harbour",
    }
    assert mine.post("/accounts/password/", answers).url == "/accounts/profile/"
    assert "Your password is changed" in mine.get("/accounts/profile/").content.decode()
    assert sign_in(client, "ana").status_code == 200
    assert sign_in(client, "ana", "a-quiet-harbour").url == "/"
    before, ana.seq = ana.seq, User.objects.get(pk=ana.pk).seq
    assert ana.seq > before


def test_a_new_password_needs_the_old_one(client_of, ana):
    answers = {
        "old_password": "wrong",
        "new_password1": "a-b-c-d-e-f",
        "new_password2": "a-b-c-d-e-f",
    }
    assert "incorrectly" in client_of(ana).post("/accounts/password/", answers).content.decode()
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_the_profile_is_saved_and_pages_are_told(client_of, ana):
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
    "wrong",
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
def test_a_profile_with_something_wrong_is_told_and_not_saved(client_of, ana, wrong):
    response = client_of(ana).post("/accounts/profile/", PROFILE | wrong)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert response.context["user"].display_name == "Ana Ruiz"
    ana.refresh_from_db()
    assert ana.display_name == "Ana Ruiz"


def test_the_profile_changes_nothing_that_it_does_not_ask_for(client_of, ana):
    client_of(ana).post("/accounts/profile/", PROFILE | {"is_staff": "on", "username": "root"})
    ana.refresh_from_db()
    assert (ana.username, ana.is_staff) == ("ana", False)
