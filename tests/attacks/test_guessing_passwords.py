"""Guesses beyond the limits, at every door: refused, and told in the audit log as one entry."""

import pytest
from django.test import Client

from e2e.server import PASSWORD
from rooms.live.rate import Rate
from rooms.models import Attempt, AuditEntry, Site, attempt
from rooms.models.attempt import BY_ADDRESS, BY_NAME, network_of

pytestmark = pytest.mark.django_db

MORE = 7
"Guesses beyond the limit."


@pytest.fixture(autouse=True)
def long_wait(monkeypatch):
    """A first wait that is longer than a test on a slow machine."""
    monkeypatch.setattr(attempt, "FIRST_WAIT", 50)


def told():
    """What the audit log says of refused attempts: (who, on, detail, address) of each entry."""
    entries = AuditEntry.objects.filter(verb="attempts refused")
    return [(each.actor_name, each.target, each.detail, each.address) for each in entries]


def guess(times, path, data, client=None, addresses=("192.0.2.1",)):
    """Send the data from one address after the other; return the last answer."""
    for number in range(times):
        address = addresses[number % len(addresses)]
        answer = (client or Client()).post(path, data, REMOTE_ADDR=address)
    return answer


@pytest.mark.parametrize("path", ["/accounts/login/", "/admin/login/"])
@pytest.mark.parametrize("addresses", [["192.0.2.1"], [f"198.51.100.{n}" for n in range(200)]])
def test_of_one_name_from_one_address_and_from_many(path, addresses, sam):
    data = {"username": "sam", "password": "wrong"}
    assert guess(BY_NAME.free + MORE, path, data, addresses=addresses).status_code == 429
    ((who, on, detail, _),) = told()
    assert (who, on, detail) == ("", "sign-in as sam", f"{MORE} attempts")
    right = {"username": "sam", "password": PASSWORD}
    assert guess(1, path, right, addresses=["203.0.113.9"]).status_code == 429


def test_of_many_names_from_one_address(ana):
    for number in range(BY_ADDRESS.free + MORE):
        guess(1, "/accounts/login/", {"username": f"name{number}", "password": "wrong"})
    assert told() == [("", "sign-in", f"{MORE} attempts", "192.0.2.1")]


@pytest.mark.parametrize("door", ["join", "setup"])
def test_at_the_doors_that_make_accounts(door):
    site = Site.current()
    token = site.invitation_token if door == "join" else site.setup_token
    answer = guess(BY_ADDRESS.free + MORE, f"/{door}/{token}/", {"username": ""})
    assert answer.status_code == 429
    assert told() == [("", door, f"{MORE} attempts", "192.0.2.1")]


def test_of_the_old_password_by_who_finds_an_open_browser(client_of, ana):
    data = {"old_password": "wrong", "new_password1": "a-b-c-d-e-f", "new_password2": "x"}
    guess(BY_NAME.free + MORE, "/accounts/password/", data, client_of(ana))
    assert told() == [("Ana Ruiz", "password", f"{MORE} attempts", "192.0.2.1")]


def test_addresses_that_one_client_may_choose_from_are_one():
    assert network_of("2001:db8::1") == network_of("2001:db8:0:0:ffff::2")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("") == ""


def test_of_many_names_from_one_ipv6_network(ana):
    for number in range(BY_ADDRESS.free + 1):
        data = {"username": f"name{number}", "password": "wrong"}
        answer = guess(1, "/accounts/login/", data, addresses=[f"2001:db8::{number:x}"])
    assert answer.status_code == 429


def test_of_very_many_names_from_very_many_addresses_fills_no_audit_log(monkeypatch, db):
    monkeypatch.setattr("rooms.models.audit.FROM_ALL", Rate(3, 600))
    for number in range(5):
        for _ in range(BY_NAME.free + 1):
            data = {"username": f"name{number}", "password": "wrong"}
            guess(1, "/accounts/login/", data, addresses=[f"198.51.100.{number}"])
    assert len(told()) == 3
    assert Attempt.objects.filter(refused=1).count() == 5
