"""Nobody gets into another person's session, and no other site acts or reads in its name."""

from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.admin import site as administration
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from e2e.server import PASSWORD
from rooms.models import Site
from tests.permissions.tables import PAGES, rows
from tests.permissions.things import site as things
from tests.permissions.things import url_of

things = things

NEW_PASSWORD = "a-quiet-harbour"
NEWCOMER = {"username": "new", "display_name": "New", "password": NEW_PASSWORD}
READS_NO_COOKIE = {"hook"}
"What programs post to: their secret stands in the address."
TAKES_POSTS = [
    name
    for name, (_, *statuses) in rows(PAGES).items()
    if {*statuses[4:]} != {"405"} and name not in READS_NO_COOKIE
]
FIRST = NEWCOMER | {"again": NEW_PASSWORD, "room": "Lobby"}


# Sessions


@pytest.fixture
def planted(client):
    """The key of a session that somebody else has made and put into this browser."""
    session = SessionStore()
    session["planted"] = "evidence"
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return session.session_key


def has_own_session(client, planted):
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return key not in ("", planted) and not SessionStore().exists(planted)


def test_planted_session_ends_with_signing_in(client, ana, planted):
    client.post("/accounts/login/", {"username": "ana", "password": PASSWORD})
    assert client.get("/people/").status_code == 200
    assert has_own_session(client, planted)


def test_planted_session_ends_with_joining(client, lobby, planted):
    client.post(reverse("join", args=[Site.current().invitation_token]), NEWCOMER)
    assert client.get("/people/").status_code == 200
    assert has_own_session(client, planted)


def test_planted_session_ends_with_the_set_up(client, db, planted):
    client.post(reverse("setup-with-token", args=[Site.current().setup_token]), FIRST)
    assert client.get("/people/").status_code == 200
    assert has_own_session(client, planted)


def test_session_of_one_person_is_not_carried_over_to_the_next(client, ana, ben):
    client.force_login(ana)
    key = client.session.session_key
    client.post("/accounts/login/", {"username": "ben", "password": PASSWORD})
    assert client.get("/people/").wsgi_request.user == ben
    assert has_own_session(client, key)


def test_new_password_gets_a_new_session(client, ana):
    client.force_login(ana)
    key = client.session.session_key
    fields = {"old_password": PASSWORD} | dict.fromkeys(
        ("new_password1", "new_password2"), NEW_PASSWORD
    )
    client.post("/accounts/password/", fields)
    assert client.get("/people/").status_code == 200
    assert has_own_session(client, key)


def test_made_up_key_is_no_session(client, ana):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get("/people/").status_code == 302
    client.post("/accounts/login/", {"username": "ana", "password": PASSWORD})
    assert has_own_session(client, "a" * 32)


# Cookies


def ask(site, method, path, cookies, **fields):
    """The answer to a browser that reaches the site by HTTPS through a proxy."""
    headers = {
        "Cookie": cookies.output(attrs=[], header="", sep=";"),
        "X-Forwarded-Proto": "https",
        "Origin": "https://127.0.0.1",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request(method, path, urlencode(fields), headers | {"Host": "127.0.0.1"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    for value in answer.headers.get_all("Set-Cookie", []):
        cookies.load(value)
    return answer


@pytest.fixture
def secure_site(prepared_site, tmp_path):
    with prepared_site.running_copy(tmp_path / "data", HTTPS="1") as site:
        yield site


def test_cookies_of_https_are_for_https_and_for_this_site_alone(secure_site):
    cookies = SimpleCookie()
    ask(secure_site, "GET", "/accounts/login/", cookies)
    person = {"username": "ana", "password": PASSWORD}
    token = {"csrfmiddlewaretoken": cookies["csrftoken"].value}
    answer = ask(secure_site, "POST", "/accounts/login/", cookies, **person, **token)
    assert answer.status == 302
    for name in ("sessionid", "csrftoken"):
        assert cookies[name]["secure"] is True
        assert cookies[name]["samesite"] in ("Lax", "Strict")
        assert cookies[name]["domain"] == ""
    assert cookies["sessionid"]["httponly"] is True


def test_plain_http_is_sent_to_https_before_anybody_signs_in(secure_site):
    connection = HTTPConnection("127.0.0.1", secure_site.port, timeout=10)
    connection.request("GET", "/accounts/login/", headers={"Host": "127.0.0.1"})
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 301
    assert answer.headers["Location"] == "https://127.0.0.1/accounts/login/"
    assert "Set-Cookie" not in answer.headers


# Other sites


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "http:///evil.example",
    "https:evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "\x00https://evil.example",
    " //evil.example",
    "ftp://testserver/",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_next_that_leads_elsewhere_is_ignored(client, ana, address):
    person = {"username": "ana", "password": PASSWORD}
    query = urlencode({"next": address})
    assert client.post("/accounts/login/", person | {"next": address}).url == "/"
    assert client.post(f"/accounts/logout/?{query}").url == "/accounts/login/"
    assert client.post(f"/accounts/login/?{query}", person).url == "/"
    assert client.post("/accounts/logout/", {"next": address}).url == "/accounts/login/"
    page = client.get(f"/accounts/login/?{query}").content.decode()
    assert 'name="next" value=""' in page or 'name="next"' not in page


def is_refused_as_forged(answer):
    return answer.status_code == 403 and "This form has expired" in answer.content.decode()


def test_post_without_a_token_is_refused_at_every_address_that_takes_posts(things, sam):
    stranger, client = (Client(enforce_csrf_checks=True) for _ in range(2))
    client.force_login(sam)
    for name in TAKES_POSTS:
        path = url_of(name, rows(PAGES)[name][0], things)
        assert is_refused_as_forged(stranger.post(path)), name
        assert is_refused_as_forged(client.post(path)), name


def test_post_without_a_token_is_refused_in_the_administration(sam):
    sam.is_superuser = True
    sam.save()
    client = Client(enforce_csrf_checks=True)
    assert is_refused_as_forged(client.post("/admin/login/"))
    client.force_login(sam)
    for model in administration._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for page in ("changelist", "add"):
            assert is_refused_as_forged(client.post(reverse(f"{name}_{page}"))), name


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:81"])
def test_post_from_another_origin_is_refused_with_a_token_too(ana, lobby, origin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    client.get("/rooms/lobby/")
    fields = {"body": "Hello", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    answer = client.post("/rooms/lobby/", fields, headers={"origin": origin})
    assert is_refused_as_forged(answer)
    assert client.post("/rooms/lobby/", fields).status_code == 302


@pytest.mark.parametrize("path", ["/accounts/login/", "/admin/login/", "/nowhere/", "/"])
def test_no_answer_may_be_framed(client, db, path):
    assert client.get(path).headers["X-Frame-Options"] == "DENY"
