"""A visitor asks, reads, writes and ends; their browser is known again, and nowhere else."""

import uuid

import pytest
from django.test import Client

from rooms.models import AuditEntry, Membership, Message, Room, Ticket, User
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


def test_visitor_asks_and_sees_the_conversation(vera):
    page = vera.get()
    assert page.status_code == 200
    assert "Where is my parcel?" in text_of(page)
    assert "You are in the queue." in text_of(page)
    assert page["Cache-Control"] == "no-store"
    assert vera.ticket.state == Ticket.WAITING
    assert AuditEntry.objects.filter(verb="conversation begun").count() == 1


def test_guest_is_a_user_with_one_membership_and_no_password(vera):
    assert vera.guest.is_guest
    assert vera.guest.display_name == "Vera"
    assert not vera.guest.has_usable_password()
    assert [each.room for each in vera.guest.memberships.all()] == [vera.ticket.room]


def test_bad_question_gets_words_beside_the_field_and_keeps_its_text(db):
    fields = {"name": " ", "body": "My question", "key": uuid.uuid4(), "email": "no"}
    answer = Client().post("/support/", fields)
    assert answer.status_code == 422
    assert text_of(answer).count("field__error") == 2
    assert "My question" in text_of(answer)
    assert not User.objects.exists()


def test_form_that_is_sent_twice_begins_one_conversation(vera):
    data = {"name": "Vera", "body": "Where is my parcel?", "key": vera.ticket.key}
    answer = Client().post("/support/", data)
    assert answer.url == vera.address
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_visitor_writes_and_reads(vera):
    assert vera.say("It is blue.").status_code == 302
    assert "It is blue." in text_of(vera.get())


def test_too_long_text_is_refused_and_kept(vera):
    answer = vera.say("x" * 4001)
    assert answer.status_code == 422
    assert "too long" in text_of(answer)
    assert f'value="{"x" * 4001}"' in text_of(answer)


def test_visitor_who_comes_back_is_led_to_the_conversation(vera):
    assert vera.get("/support/").url == vera.address


def test_visitor_ends_the_conversation_and_reopens_it_by_writing(vera):
    assert vera.client.post(f"{vera.address}end/").status_code == 302
    vera.ticket.refresh_from_db()
    assert vera.ticket.is_closed
    assert "closed" in text_of(vera.get())
    vera.say("One more thing")
    vera.ticket.refresh_from_db()
    assert vera.ticket.is_waiting


def test_new_question_after_the_end_is_another_conversation_of_the_same_guest(vera):
    vera.client.post(f"{vera.address}end/")
    assert 'value="Vera"' in text_of(vera.get("/support/"))
    data = {"name": "Vera", "body": "Another question", "key": uuid.uuid4()}
    answer = vera.client.post("/support/", data)
    assert answer.url != vera.address
    assert vera.guest.tickets.count() == 2
    assert vera.guest.memberships.count() == 1
    assert vera.get(vera.address).status_code == 404


def test_stranger_with_the_address_gets_nothing(vera, client_of, ana, sam):
    other = Visitor("Olga", "Mine")
    for client in (Client(), other.client, client_of(ana), client_of(sam)):
        for path in ("", "older/?before=1"):
            assert client.get(vera.address + path).status_code == 404
        assert client.post(vera.address, {"body": "hi"}).status_code == 404
        assert client.post(f"{vera.address}end/").status_code == 404
        for door in ("outbox", "outbox/lines"):
            assert client.post(f"/support/{door}/", {"room": vera.slug}).status_code == 404
    assert vera.ticket.room.messages.count() == 1


def test_link_to_come_back_by_sets_the_cookie_and_hides_the_secret(vera):
    link = vera.get().context["link"]
    browser = Client()
    answer = browser.get(link)
    assert answer.url == vera.address
    assert browser.get(vera.address).status_code == 200
    secret = link.rstrip("/").rsplit("/", 1)[1]
    assert secret not in answer.url


@pytest.mark.parametrize("secret", ["0" * 40, "x"])
def test_wrong_secret_tells_nothing(vera, secret):
    known = Client().get(f"{vera.address}return/{secret}/")
    unknown = Client().get(f"/support/0123456789abcdef/return/{secret}/")
    assert known.status_code == unknown.status_code == 404
    assert not known.cookies


def test_cookie_is_bound_to_the_desk_and_ends_with_the_salt(vera):
    for name, path in (("support", "/support/"), ("support_live", "/ws/support/")):
        cookie = vera.answer.cookies[name]
        assert (cookie["path"], cookie["samesite"]) == (path, "Lax")
        assert cookie["httponly"]
    vera.guest.end_sessions()
    assert vera.get().status_code == 404


@pytest.mark.parametrize("cookie", ["", "x", "WyJ4Il0:1abc:nosignature"])
def test_forged_cookie_is_nobody(vera, cookie):
    browser = Client()
    browser.cookies["support"] = cookie
    assert browser.get(vera.address).status_code == 404


PLACES = [
    "/",
    "/people/",
    "/rooms/",
    "/search/?q=x",
    "/notifications/",
    "/dashboard/",
    "/viewer.css",
]


@pytest.mark.parametrize("path", PLACES)
def test_cookie_is_worth_nothing_elsewhere(vera, ana, path):
    answer = vera.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith(f"/accounts/login/?next={path[:2]}")


def test_person_is_nobody_at_the_desks_addresses(client_of, ana):
    answer = client_of(ana).get("/support/")
    assert "Ana Ruiz" not in text_of(answer)
    assert not answer.wsgi_request.user.is_authenticated


def test_many_questions_from_one_address_have_to_wait(db):
    statuses = []
    for number in range(25):
        data = {"name": "Bot", "body": f"Spam {number}", "key": uuid.uuid4()}
        statuses.append(Client().post("/support/", data).status_code)
    assert statuses[-1] == 429
    assert Ticket.objects.count() == statuses.count(302) < 25


def test_question_of_another_site_is_refused(db):
    browser = Client(enforce_csrf_checks=True)
    data = {"name": "Vera", "body": "Hello", "key": uuid.uuid4()}
    assert (
        browser.post("/support/", data, headers={"origin": "https://evil.example"}).status_code
        == 403
    )


def test_visitor_never_hears_a_username_or_a_mention(vera, sam):
    vera.ticket.take(sam)
    vera.say("Hello @sam")
    html = text_of(vera.get())
    assert "mention" not in html
    assert "/people/" not in html
    assert Message.objects.last().mentions == {}
    assert Membership.objects.get(user=vera.guest).level == Membership.NOTHING
    assert Room.objects.get().is_support
