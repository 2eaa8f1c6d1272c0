"""Guessing passwords: limited by name and by address, at every door, with a wait that grows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from e2e.server import PASSWORD
from rooms.live.refusal import Refused
from rooms.models import Attempt, Site, attempt
from rooms.models.attempt import BY_ADDRESS, BY_NAME, STALE_AFTER, Limit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def long_wait(monkeypatch):
    """A first wait that is longer than a test on a slow machine."""
    monkeypatch.setattr(attempt, "FIRST_WAIT", 50)


DOORS = ["/accounts/login/", "/admin/login/"]
WAIT = "Too many attempts. Try again in"


def sign_in(username, password, path="/accounts/login/", address="192.0.2.1"):
    data = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address).post(path, data)


def guess(times, username="ana", path="/accounts/login/", address="192.0.2.1"):
    for number in range(times):
        answer = sign_in(username, f"wrong {number}", path, address)
    return answer


def end_waits():
    Attempt.objects.update(waits_until=timezone.now())


@pytest.mark.parametrize("path", DOORS)
def test_right_password_is_refused_after_wrong_ones_until_the_wait_is_over(path, sam):
    guess(BY_NAME.free, "sam", path)
    answer = sign_in("sam", PASSWORD, path)
    assert WAIT in answer.content.decode()
    end_waits()
    assert sign_in("sam", PASSWORD, path).status_code == 302


@pytest.mark.parametrize("path", DOORS)
def test_200_wrong_passwords_are_not_followed_by_a_sign_in_at_once(path, sam):
    guess(200, "sam", path)
    assert sign_in("sam", PASSWORD, path).status_code != 302


def test_refusal_is_429_and_says_when_to_come_back(ana):
    answer = guess(BY_NAME.free + 1)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1


def test_name_that_does_not_exist_is_answered_alike(ana):
    known, unknown = (guess(BY_NAME.free + 1, name) for name in ("ana", "nobody"))
    assert known.status_code == unknown.status_code == 429
    assert WAIT in known.content.decode()
    assert WAIT in unknown.content.decode()


@pytest.mark.parametrize("variant", ["ANA", "Ana", "\uff21na"])
def test_variants_of_a_name_share_its_limit(variant, ana):
    guess(BY_NAME.free, variant)
    assert sign_in("ana", PASSWORD, address="192.0.2.2").status_code == 429


def test_many_names_from_one_address_are_limited(ana):
    for number in range(BY_ADDRESS.free):
        sign_in(f"name {number}", "wrong")
    assert sign_in("ana", PASSWORD).status_code == 429
    assert sign_in("ana", PASSWORD, address="192.0.2.2").status_code == 302


def test_one_name_from_many_addresses_is_limited(ana):
    for number in range(BY_NAME.free):
        sign_in("ana", "wrong", address=f"192.0.2.{number}")
    assert sign_in("ana", PASSWORD, address="198.51.100.1").status_code == 429


def test_other_names_do_not_evict_the_failures_of_one(ana):
    guess(BY_NAME.free)
    for number in range(100):
        sign_in(f"name {number}", "wrong", address=f"198.51.100.{number}")
    assert sign_in("ana", PASSWORD, address="203.0.113.1").status_code == 429


def test_sign_in_forgets_the_failures_of_its_name(ana):
    for _ in range(3):
        guess(BY_NAME.free - 1)
        assert sign_in("ana", PASSWORD).status_code == 302


def test_people_who_sign_in_from_one_address_do_not_limit_each_other(ana):
    for _ in range(3 * BY_ADDRESS.free):
        assert sign_in("ana", PASSWORD).status_code == 302


def test_attempts_in_parallel_count_before_their_outcome_is_known(db):
    for _ in range(BY_NAME.free):
        Attempt.objects.begin("sign-in", name="ana")
    with pytest.raises(Refused):
        Attempt.objects.begin("sign-in", name="ana")


def test_wait_doubles_up_to_its_limit(monkeypatch):
    monkeypatch.setattr(attempt, "FIRST_WAIT", 4)
    limit = Limit(free=3, max_wait=60)
    waits = [limit.wait_after(attempts).total_seconds() for attempts in range(9)]
    assert waits == [0, 0, 0, 4, 8, 16, 32, 60, 60]


def test_old_failures_do_not_count(ana):
    guess(BY_NAME.free)
    Attempt.objects.update(
        waits_until=timezone.now(), last_at=timezone.now() - STALE_AFTER - timedelta(seconds=1)
    )
    assert Attempt.objects.stale().count() == 2
    guess(BY_NAME.free - 1)
    assert sign_in("ana", PASSWORD).status_code == 302


def test_neither_names_nor_addresses_are_stored(ana):
    guess(2)
    stored = "".join(Attempt.objects.values_list("key", flat=True))
    assert "ana" not in stored
    assert "192" not in stored


def test_old_password_cannot_be_guessed_on_the_password_page(client_of, ana):
    client = client_of(ana)
    answers = {"old_password": "wrong", "new_password1": "a-b-c-d-e-f", "new_password2": "x"}
    statuses = [
        client.post("/accounts/password/", answers).status_code for _ in range(BY_NAME.free + 1)
    ]
    assert statuses == [200] * BY_NAME.free + [429]
    right = answers | {"old_password": PASSWORD, "new_password2": "a-b-c-d-e-f"}
    assert client.post("/accounts/password/", right).status_code == 429
    end_waits()
    assert client.post("/accounts/password/", right).status_code == 302


@pytest.mark.parametrize("door", ["join", "setup"])
def test_forms_that_create_accounts_are_limited_by_address(door):
    site = Site.current()
    token = site.invitation_token if door == "join" else site.setup_token
    client = Client(REMOTE_ADDR="192.0.2.1")
    for _ in range(BY_ADDRESS.free):
        assert client.post(f"/{door}/{token}/", {"username": ""}).status_code == 422
    answer = client.post(f"/{door}/{token}/", {"username": ""})
    assert answer.status_code == 429
    assert WAIT in answer.content.decode()
