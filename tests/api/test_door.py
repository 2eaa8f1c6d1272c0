"""What holds for every request of a program."""

import json
import logging

import pytest
from django.test import Client

from rooms.api import door
from rooms.live.rate import Rate
from rooms.models import AuditEntry, Message, Token
from rooms.models.token import new_secret
from tests.api.program import Program, program_of

pytestmark = pytest.mark.django_db

ROOMS = "/api/v1/rooms/"


def test_no_cookie_is_read(client_of, ana, lobby):
    client = client_of(ana)
    assert client.get("/rooms/lobby/").status_code == 200
    answer = client.get(ROOMS)
    assert answer.status_code == 401
    assert not answer.cookies


def test_forged_post_with_the_cookies_of_somebody_changes_nothing(client_of, ana, lobby):
    client = client_of(ana)
    answer = client.post(
        f"{ROOMS}lobby/messages/", '{"body": "x"}', "application/json", headers={"origin": "null"}
    )
    assert answer.status_code == 401
    assert not Message.objects.exists()


def test_token_is_taken_whatever_the_origin_and_without_a_csrf_token(ana, lobby):
    program = program_of(ana)
    program.client = Client(enforce_csrf_checks=True)
    answer = program.post(f"{ROOMS}lobby/messages/", {"body": "x"}, origin="https://evil.example")
    assert answer.status_code == 201


def test_answer_of_a_session_is_not_mixed_with_one_of_a_token(client_of, ana, ben, lobby):
    client = client_of(ben)
    bearer = Token.objects.issue(ana, "Test", ["read"]).secret
    answer = client.get("/api/v1/me/", headers={"authorization": f"Bearer {bearer}"})
    assert answer.json()["username"] == "ana"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/rooms/?token={}",
        "/api/v1/rooms/?access_token=abc",
        "/api/v1/rooms/?x={}",
        "/api/v1/{}/",
        "/api/token/refresh/?refresh_token=abc",
        "/api/v1/rooms/?q=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x",
    ],
)
def test_token_in_an_address_is_refused_and_not_logged(ana, path, caplog):
    caplog.set_level(logging.DEBUG)
    secret = new_secret()
    answer = Program().get(path.format(secret))
    assert answer.status_code == 400
    assert "does not belong in an address" in answer.json()["detail"]
    assert "with a token in its address" in caplog.text
    assert secret not in caplog.text
    assert "eyJ" not in caplog.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 400),
        (b"5", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"body": "\\ud800"}', 400),
        (b'{"body": "\xed\xa0\x80"}', 400),
        ('{"body": "x"}'.encode("utf-16"), 400),
        (b"[" * 50_000, 400),
        (b'{"body": "' + b"x" * 70_000 + b'"}', 413),
        (b'{"body": {"a": 1}}', 422),
        (b'{"body": 5e400}', 422),
        (b'{"body": null}', 422),
        (b'{"body": false}', 422),
        (b'{"body": ["x"]}', 422),
    ],
)
def test_body_that_does_not_fit_is_refused_with_words(ana, lobby, body, status):
    program = program_of(ana)
    answer = program.client.post(
        f"{ROOMS}lobby/messages/",
        body,
        "application/json",
        headers={"authorization": f"Bearer {program.bearer}"},
    )
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert not Message.objects.exists()


def test_other_kinds_of_bodies_are_refused(ana, lobby):
    program = program_of(ana)
    headers = {"authorization": f"Bearer {program.bearer}"}
    answer = program.client.post(f"{ROOMS}lobby/messages/", {"body": "x"}, headers=headers)
    assert answer.status_code == 415


def test_method_that_an_address_has_not_is_refused(ana):
    answer = program_of(ana).delete(ROOMS)
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize(
    "path", ["nowhere/", "nowhere", "", "rooms/I%0A/", "rooms/lobby/messages/x/", "people/0x1/"]
)
def test_unknown_address_is_a_problem_and_needs_a_token(ana, lobby, path):
    answer = program_of(ana).get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "The address is wrong, or you do not have access to this page.",
    }
    assert Program().get(f"/api/v1/{path}").status_code == 401


@pytest.mark.parametrize("path", ["rooms/lobby/messages/", "rooms/lobby/messages"])
def test_address_without_its_last_slash_takes_the_body(ana, lobby, path):
    answer = program_of(ana).post(f"/api/v1/{path}", {"body": "Hello"})
    message = Message.objects.get()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/v1/rooms/lobby/messages/{message.pk}/")


def test_answer_to_a_program_is_no_document_and_says_its_length(ana, lobby):
    answer = program_of(ana).get(ROOMS)
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert int(answer["Content-Length"]) == len(answer.content)


def test_requests_of_one_user_are_limited_together(ana, lobby, monkeypatch):
    monkeypatch.setattr(door, "REQUESTS", Rate(2, 10))
    one, other = program_of(ana), program_of(ana)
    first = one.get(ROOMS)
    assert first["RateLimit-Policy"] == '"requests";q=2;w=10'
    assert first["RateLimit"].startswith('"requests";r=1;t=')
    assert other.get(ROOMS).status_code == 200
    refused = one.get(ROOMS)
    assert refused.status_code == 429
    assert refused["RateLimit"].startswith('"requests";r=0;t=')
    assert refused.json()["retry_after"] == int(refused["Retry-After"])


def test_unchanged_answer_is_not_sent_again(ana, lobby, say):
    program = program_of(ana)
    path = f"{ROOMS}lobby/messages/"
    first = program.get(path)
    again = program.get(path, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    say(lobby, ana)
    assert program.get(path, if_none_match=first["ETag"]).status_code == 200


def test_answers_are_not_kept_by_caches_in_between(ana, lobby):
    answer = program_of(ana).get(ROOMS)
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]


def test_long_answer_is_compressed_with_its_etag(ana, lobby, say):
    for _ in range(5):
        say(lobby, ana, "A long message. " * 20)
    answer = program_of(ana).get(f"{ROOMS}lobby/messages/", accept_encoding="gzip")
    assert answer["Content-Encoding"] == "gzip"
    assert answer["ETag"].startswith('W/"')


def test_refusals_come_in_the_users_language_and_times_in_utc(ana, lobby, say):
    ana.language, ana.time_zone = "en-us", "Asia/Tokyo"
    ana.save()
    say(lobby, ana)
    found = program_of(ana).get(f"{ROOMS}lobby/messages/").json()["results"]
    assert found[0]["created_at"].endswith("+00:00")


def test_what_a_program_does_is_recorded_as_its_users_act(sam, ana, lobby, say):
    message = say(lobby, ana)
    program_of(sam).delete(f"{ROOMS}lobby/messages/{message.pk}/")
    entry = AuditEntry.objects.get(verb="message deleted")
    assert (entry.actor, entry.address) == (sam, "127.0.0.1")


def test_database_that_takes_nothing_is_a_problem(ana, lobby, monkeypatch):
    from django.db import OperationalError

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    program = program_of(ana)
    monkeypatch.setattr("rooms.api.views.rooms.numbered", locked)
    answer = program.get(ROOMS)
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_fault_of_ours_is_a_problem(ana, lobby, monkeypatch):
    program = program_of(ana)
    program.client.raise_request_exception = False
    monkeypatch.setattr("rooms.api.views.rooms.numbered", None)
    answer = program.client.get(ROOMS, headers={"authorization": f"Bearer {program.bearer}"})
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "TypeError" not in answer.content.decode()


def test_reading_costs_few_queries(ana, lobby, say, django_assert_num_queries):
    for number in range(20):
        say(lobby, ana, f"Message {number}")
    program = program_of(ana)
    program.get(f"{ROOMS}lobby/messages/")
    with django_assert_num_queries(3):
        program.get(f"{ROOMS}lobby/messages/")


def test_description_is_valid_and_public(client):
    from drf_spectacular.validation import validate_schema

    answer = client.get("/api/v1/schema/")
    schema = json.loads(answer.content)
    validate_schema(schema)
    assert schema["openapi"].startswith("3.1")


def test_reference_names_each_address_and_has_no_script(client):
    page = client.get("/api/").content.decode()
    for path in json.loads(client.get("/api/v1/schema/").content)["paths"]:
        assert path in page
    assert "<script" not in page
    assert "style=" not in page
