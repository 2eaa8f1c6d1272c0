"""What htmx gets in place of a page: a redirect of the whole one, or the problem of an error."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

HTMX = {"hx-request": "true"}
ERROR_PAGES = ["403.html", "403_csrf.html", "404.html", "429.html", "500.html"]


def redirect_of(client, path, page="http://testserver/rooms/lobby/?at=7"):
    response = client.get(path, headers=HTMX | {"hx-current-url": page})
    assert response.status_code == 200
    assert not response.content
    return response.headers["HX-Redirect"]


def test_ended_session_sends_the_page_to_sign_in_and_back(client, db):
    back = "/accounts/login/?next=/rooms/lobby/%3Fat%3D7"
    for path in ("/messages/1/edit/", "/rooms/lobby/older/?before=3"):
        assert redirect_of(client, path) == back


def test_sign_in_leads_back_to_no_other_site(client, db):
    for page in ("https://elsewhere.example.org/rooms/lobby/", "javascript:alert(1)", ""):
        assert redirect_of(client, "/messages/1/edit/", page) == "/accounts/login/?next=/"


def test_page_that_sends_what_was_written_is_not_redirected(client, db):
    for path in ("/outbox/", "/outbox/lines/"):
        response = client.post(path, {"body": "Half a sentence"}, headers=HTMX)
        assert response.status_code == 403
        assert '<p id="problem">You are signed out.' in response.content.decode()


def test_any_redirect_is_of_the_whole_page(client_of, ana, lobby):
    assert redirect_of(client_of(ana), "/") == "/rooms/lobby/"


def test_request_without_htmx_is_redirected_as_ever(client, db):
    assert client.get("/messages/1/edit/").url == "/accounts/login/?next=/messages/1/edit/"


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_page_names_its_problem_once(name):
    html = render_to_string(name, {"text": "Too fast."})
    (text,) = re.findall(r'<p id="problem">([^<]+)</p>', html)
    assert text.strip()


def test_page_of_nginx_names_its_problem():
    assert (settings.BASE_DIR / "deploy/unavailable.html").read_text().count('id="problem"') == 1
