"""Permissions: each URL, each socket and each action answers each person as in its row.

A new one without a row in tests/permissions/tables.py fails here. Addresses for programs, whose
names begin with `api-`, have a table of their own in tests/api/test_rights.py.
"""

from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from rooms.live.rate_counter import rate_counter
from site_config.asgi import routes
from tests.live_page import LivePage, later
from tests.permissions.tables import ACTIONS, PAGES, SOCKETS, rows
from tests.permissions.things import site, url_of

site = site


# URLs


def names(resolver):
    """The names of all URL patterns except those of the admin."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLResolver):
            yield pattern.name or str(pattern.pattern)
        elif pattern.app_name != "admin":
            yield from names(pattern)


def test_every_url_has_a_row():
    urls = {name for name in names(get_resolver()) if not name.startswith(("admin/", "api-"))}
    assert set(rows(PAGES)) == urls


def signed_in(person):
    """The cookies of the person's requests."""
    client = Client()
    if person:
        client.force_login(person)
    return client.cookies


def answer(cookies, method, path):
    """The status, or `in` for a redirect to sign-in; the transaction is rolled back."""
    with transaction.atomic():
        client = Client()
        client.cookies = deepcopy(cookies)
        response = getattr(client, method)(path, {"nothing": "of use"} if method == "post" else {})
        transaction.set_rollback(True)
    return "in" if _redirects_to_sign_in(response) else str(response.status_code)


def _redirects_to_sign_in(response):
    return response.status_code == 302 and response.url.startswith("/accounts/login/?next=")


def test_each_url_answers_each_person_with_the_status_in_its_row(site, ana, sam, zoe):
    people, answers = [signed_in(each) for each in (None, zoe, ana, sam)], {}
    for name, (about, *_) in rows(PAGES).items():
        rate_counter().clear()
        path = url_of(name, about, site)
        got = [answer(person, method, path) for method in ("get", "post") for person in people]
        answers[name] = [about, *got]
    assert answers == rows(PAGES)


# Sockets


def route_of(path):
    return next(r for r in routes if r.pattern.match(path.removeprefix("/")))


def test_every_socket_has_a_row():
    ids = {"echo": 1, "ops": 1, "ticket": "1"}
    assert {route_of(path.format(**ids)) for path in rows(SOCKETS)} == set(routes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", rows(SOCKETS))
async def test_socket_opens_or_closes_for_each_person_as_in_its_row(
    path, site, ana, sam, zoe, open_page
):
    answers, row = [], rows(SOCKETS)[path]
    path = path.format(**site)
    for person in (None, zoe, ana, sam):
        page = await (open_page(person, path) if person else LivePage("none", path).connect())
        await page.until(lambda page: page.close_code or page.last_beat)
        answers.append(str(page.close_code or "open"))
    assert answers == row


# Actions


def test_every_action_has_a_row():
    pages = [route.callback.consumer_class for route in routes]
    actions = {action for page in pages for action in page.actions.items()}
    names = [name for name, _ in actions]
    assert sorted(names) == sorted(rows(ACTIONS))  # an action has the same meaning on every page


ONE_SIDED = ("/ws/dashboard/support/", "/ws/support/{ticket}/")
"Pages that some of the people cannot open."


async def _is_shut(page):
    await page.until(lambda page: page.close_code or page.last_beat)
    return page.close_code is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", rows(ACTIONS))
async def test_action_is_done_or_refused_for_each_person_as_in_its_row(
    name, site, lobby, ana, sam, zoe, say, open_page, caplog
):
    caplog.set_level("INFO", "rooms")
    path, fields, *expected = rows(ACTIONS)[name]
    answers = []
    for person in (zoe, ana, sam):
        site["theirs"] = (await later(say, lobby, ana)).pk
        words = [] if fields == "-" else [pair.split("=") for pair in fields.split(",")]
        named = {key: word if key == "owner" else site.get(word, word) for key, word in words}
        data = {"body": "Other words"} | named
        page = await open_page(person, path.format(**site))
        if path in ONE_SIDED and await _is_shut(page):
            answers.append("shut")
            continue
        await page.act(name, **data)
        await page.act("unknown")
        await page.until(lambda page: page.close_code or "is unknown" in "".join(page.frames))
        is_refused = page.close_code or f"Refused {name} of user {person.pk}:" in caplog.text
        answers.append("no" if is_refused else "done")
    assert "failed" not in caplog.text
    assert answers == expected
