"""A person makes a token, a program uses it until it is revoked; with JavaScript and without."""

import json
import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from e2e.browser import message

SECRET = re.compile(r"hearth_\w{42}")
TOKENS = "/accounts/tokens/"


@pytest.fixture
def ask(site):
    """Ask the API as a program would: ask(secret, "me/"), with `data` by POST."""

    def send(secret, path, data=None):
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        body = data and json.dumps(data).encode()
        try:
            with urlopen(Request(f"{site.url}/api/v1/{path}", body, headers)) as answer:
                return answer.status
        except HTTPError as error:
            return error.code

    return send


def make_token(page, name):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Write messages").check()
    page.get_by_role("button", name="Make a token").click()
    secret = page.locator(".secret__text")
    expect(secret).to_have_text(SECRET)
    return secret.inner_text()


def revoke(page, name):
    page.get_by_role("button", name=f"Revoke {name}").click()
    expect(page.locator(".token", has_text=name)).to_have_count(0)


def test_program_writes_with_a_token_until_it_is_revoked(visit, ask):
    ana, ben = visit("ana", TOKENS), visit("ben", "/rooms/lobby/")
    secret = make_token(ana, "Build server")
    assert ask(secret, "rooms/lobby/messages/", {"body": "Built by a program"}) == 201
    expect(message(ben, "Built by a program")).to_be_visible()
    revoke(ana, "Build server")
    assert ask(secret, "rooms/lobby/messages/", {"body": "Too late"}) == 401


def test_token_is_made_and_revoked_without_javascript(visit, ask):
    ana = visit.without_script("ana")
    ana.goto(ana.url.partition("/rooms/")[0] + TOKENS)
    secret = make_token(ana, "Plain paper")
    assert ask(secret, "me/") == 200
    revoke(ana, "Plain paper")
    assert ask(secret, "me/") == 401


def test_refused_token_is_said_beside_the_form(visit):
    ana = visit("ana", TOKENS)
    ana.get_by_label("Name").fill("Nothing")
    ana.get_by_label("Read rooms").uncheck()
    ana.get_by_role("button", name="Make a token").click()
    expect(ana.locator("#token-error")).to_have_text("Choose what the token may do.")
