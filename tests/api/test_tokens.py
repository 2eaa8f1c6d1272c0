"""Token pairs over HTTP."""

import pytest

from e2e.server import PASSWORD
from rooms.models import AuditEntry, Token
from tests.api.program import Program

pytestmark = pytest.mark.django_db

ME = "/api/v1/me/"


@pytest.fixture
def stranger():
    return Program()


def sign_in(stranger, username="ana", password=PASSWORD):
    return stranger.post("/api/token/", {"username": username, "password": password})


def test_pair_for_a_password_opens_the_api(stranger, ana):
    pair = sign_in(stranger).json()
    assert Program(pair["access"]).get(ME).json()["username"] == "ana"
    assert Program(pair["refresh"]).get(ME).status_code == 401
    entry = AuditEntry.objects.get(verb="signed in")
    assert (entry.actor, entry.detail) == (ana, "with a pair of tokens")


def test_wrong_password_has_the_words_of_the_page_and_is_recorded(stranger, ana):
    answer = sign_in(stranger, password="wrong")
    assert answer.status_code == 401
    assert answer.json()["detail"] == "Incorrect username or password."
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert AuditEntry.objects.filter(verb="sign-in failed").count() == 1


@pytest.mark.parametrize("data", [{}, {"username": "ana"}, {"username": ["ana"], "password": 5}])
def test_missing_field_is_named(stranger, ana, data):
    answer = stranger.post("/api/token/", data)
    assert answer.status_code == 422
    assert answer.json()["field"] in ("username", "password")


def test_attempts_here_count_at_the_sign_in_page_and_there(stranger, ana):
    for _ in range(3):
        sign_in(stranger, password="wrong")
        stranger.client.post("/accounts/login/", {"username": "ana", "password": "wrong"})
    answer = sign_in(stranger)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300
    page = stranger.client.post("/accounts/login/", {"username": "ana", "password": PASSWORD})
    assert page.status_code == 429


def test_refresh_rotates_and_a_reuse_ends_all(stranger, ana):
    first = sign_in(stranger).json()
    second = stranger.post("/api/token/refresh/", {"refresh": first["refresh"]}).json()
    assert Program(second["access"]).get(ME).status_code == 200
    reuse = stranger.post("/api/token/refresh/", {"refresh": first["refresh"]})
    assert reuse.status_code == 401
    assert Program(second["access"]).get(ME).status_code == 401


def test_revoke_ends_both_tokens(stranger, ana):
    pair = sign_in(stranger).json()
    answer = stranger.post("/api/token/revoke/", {"refresh": pair["refresh"]})
    assert answer.status_code == 204
    assert Program(pair["access"]).get(ME).status_code == 401
    again = stranger.post("/api/token/refresh/", {"refresh": pair["refresh"]})
    assert again.status_code == 401


@pytest.mark.parametrize("path", ["/api/token/refresh/", "/api/token/revoke/"])
@pytest.mark.parametrize("data", [{}, {"refresh": "nonsense"}, {"refresh": "x" * 3_000}])
def test_what_is_no_refresh_token_is_refused(stranger, path, data):
    assert stranger.post(path, data).status_code in (401, 422)


def test_bot_cannot_sign_in_with_a_password(stranger, echo):
    echo.set_password(PASSWORD)
    echo.save()
    assert sign_in(stranger, "echo").status_code == 401
    page = stranger.client.post("/accounts/login/", {"username": "echo", "password": PASSWORD})
    assert page.status_code == 200


def test_scope_that_is_missing_is_named(ana):
    reader = Program(Token.objects.issue(ana, "Reader", ["read"]).secret)
    answer = reader.post("/api/v1/notifications/", {"people": ["ana"]})
    assert answer.status_code == 403
    assert "“notify”" in answer.json()["detail"]
    assert answer["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="notify"'


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Basic YW5hOngK", "bearer hearth_x", "Token x", "Bearer é"]
)
def test_header_without_a_valid_token_is_refused(stranger, value):
    assert stranger.get(ME, authorization=value).status_code == 401
