"""Agents take, answer, hand over, close, by plain POSTs; nobody else may."""

import uuid

import pytest

from rooms.models import Message, Notification, Ticket
from tests import cast
from tests.api.program import program_of
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
MOVES = ["take", "hand-over", "give-back", "close", "reopen", "snooze", "urgent", "note"]


@pytest.fixture
def joe(db):
    return cast.welcome("joe", "Joe Bell", is_staff=True)


@pytest.fixture
def desk(client_of, sam):
    return client_of(sam)


def move(client, what, visitor, **data):
    return client.post(f"/dashboard/support/{what}/", {"ticket": visitor.slug} | data)


def state(visitor):
    return Ticket.objects.get(pk=visitor.ticket.pk).state


def text_of(answer):
    return answer.content.decode()


def test_queue_shows_who_waits(desk, vera):
    html = text_of(desk.get("/dashboard/support/"))
    assert f'id="ticket-{vera.ticket.pk}"' in html
    assert "Where is my parcel?" in html


def test_agent_takes_and_answers(desk, vera):
    assert "Take the conversation to answer" in text_of(
        desk.get(f"/dashboard/support/{vera.slug}/")
    )
    assert move(desk, "take", vera).url == f"/dashboard/support/{vera.slug}/"
    assert desk.post(f"/dashboard/support/{vera.slug}/", {"body": "Here"}).status_code == 302
    assert "Here" in text_of(vera.get())
    assert "Here" in text_of(desk.get(f"/dashboard/support/{vera.slug}/"))


def test_of_two_agents_the_slower_is_told_who_was_faster(desk, vera, joe, client_of):
    move(desk, "take", vera)
    answer = move(client_of(joe), "take", vera)
    assert answer.status_code == 409
    assert "Sam Lindqvist took this conversation." in text_of(answer)


def test_agent_without_the_conversation_cannot_write_in_it(desk, vera, joe, client_of):
    move(desk, "take", vera)
    for path in (f"/dashboard/support/{vera.slug}/", "/dashboard/support/outbox/"):
        client_of(joe).post(path, {"body": "Me too", "room": vera.slug})
    assert Message.objects.count() == 1


def test_agent_hands_over_with_a_word(desk, vera, joe):
    move(desk, "take", vera)
    move(desk, "hand-over", vera, agent=joe.pk, word="He knows parcels")
    ticket = Ticket.objects.get()
    assert (ticket.agent, ticket.notes.get().body) == (joe, "He knows parcels")


def test_conversation_goes_only_to_staff(desk, vera, ana):
    move(desk, "take", vera)
    assert move(desk, "hand-over", vera, agent=ana.pk).status_code == 422
    assert move(desk, "hand-over", vera, agent=vera.guest.pk).status_code == 422


def test_agent_closes_reopens_snoozes_and_gives_back(desk, vera):
    move(desk, "take", vera)
    move(desk, "close", vera)
    assert state(vera) == Ticket.CLOSED
    move(desk, "reopen", vera)
    assert state(vera) == Ticket.OPEN
    move(desk, "snooze", vera, minutes=60)
    assert state(vera) == Ticket.SNOOZED
    assert "has set it aside until" in text_of(desk.get(f"/dashboard/support/{vera.slug}/"))
    assert move(desk, "give-back", vera).url == "/dashboard/support/"
    assert state(vera) == Ticket.WAITING


def test_urgent_conversation_comes_first(desk, vera):
    olga = Visitor("Olga", "It burns")
    move(desk, "urgent", olga, urgent="on")
    assert list(Ticket.objects.waiting()) == [olga.ticket, vera.ticket]
    assert "urgent" in text_of(desk.get("/dashboard/support/"))
    move(desk, "urgent", olga)
    assert list(Ticket.objects.waiting()) == [vera.ticket, olga.ticket]


def test_empty_note_is_refused_beside_its_box(desk, vera):
    answer = move(desk, "note", vera, body=" ")
    assert answer.status_code == 422
    assert "Write something first." in text_of(answer)


def test_note_stands_on_the_agents_page_alone(desk, vera):
    assert move(desk, "note", vera, body="heliotrope").status_code == 302
    assert "heliotrope" in text_of(desk.get(f"/dashboard/support/{vera.slug}/"))
    assert "heliotrope" not in text_of(vera.get())
    assert not Message.objects.filter(body__contains="heliotrope").exists()


def test_agent_is_notified_of_what_the_visitor_writes(desk, vera, sam):
    move(desk, "take", vera)
    vera.say("Are you there?")
    bell = Notification.objects.get(user=sam)
    assert bell.url.startswith(f"/dashboard/support/{vera.slug}/#message-")
    assert not Notification.objects.filter(user=vera.guest).exists()


def test_who_is_on_duty_hears_of_a_question_until_it_is_taken(on_duty, joe, client_of):
    olga = Visitor("Olga", "It burns")
    bell = Notification.objects.get(user=on_duty)
    assert bell.text == "Olga asks: “It burns”"
    assert bell.url == f"/dashboard/support/{olga.slug}/"
    assert not Notification.objects.filter(user=joe).exists()
    move(client_of(joe), "take", olga)
    assert not Notification.objects.filter(user=on_duty).exists()


def test_agent_who_is_given_a_conversation_hears_of_it(desk, vera, joe, sam):
    move(desk, "take", vera)
    assert not Notification.objects.filter(user=sam).exists()
    move(desk, "hand-over", vera, agent=joe.pk)
    bell = Notification.objects.get(user=joe)
    assert bell.text == "You have the conversation with Vera now"


@pytest.mark.parametrize("what", MOVES)
def test_nobody_else_moves_a_conversation(what, vera, client_of, ana):
    before = Ticket.objects.values().get()
    data = {"agent": ana.pk, "minutes": 60, "body": "Mine", "word": ""}
    assert move(client_of(ana), what, vera, **data).status_code == 403
    assert move(vera.client, what, vera, **data).status_code == 302
    assert Ticket.objects.values().get() == before


HIDDEN = ["/rooms/?q=Vera", "/people/?q=Vera", "/search/?q=parcel", "/dashboard/rooms/", "/rooms/"]


@pytest.mark.parametrize("path", [*HIDDEN, "/dashboard/people/", "/", "/dashboard/"])
def test_conversation_appears_nowhere_else(path, desk, vera, lobby):
    move(desk, "take", vera)
    html = text_of(desk.get(path, follow=True))
    assert vera.slug not in html
    assert "my parcel" not in html
    assert "Vera" not in html.replace('value="Vera"', "")


def test_conversation_has_no_address_as_a_room(desk, vera, sam):
    move(desk, "take", vera)
    message = vera.ticket.room.messages.get()
    for path in (
        f"/rooms/{vera.slug}/",
        f"/rooms/{vera.slug}/settings/",
        f"/messages/{message.pk}/",
        f"/messages/{message.pk}/edit/",
        f"/people/{vera.guest.pk}/",
        f"/dashboard/people/{vera.guest.pk}/",
        f"/dashboard/rooms/{vera.slug}/",
    ):
        assert desk.get(path).status_code == 404, path


def test_programs_find_no_conversation(desk, vera, sam):
    move(desk, "take", vera)
    program = program_of(sam)
    assert vera.slug not in text_of(program.ask("get", "/api/v1/rooms/"))
    for path in (f"rooms/{vera.slug}/", f"rooms/{vera.slug}/messages/", f"people/{vera.guest.pk}/"):
        assert program.ask("get", f"/api/v1/{path}").status_code == 404, path


def test_visitor_rates_without_javascript(vera):
    assert vera.client.post(f"{vera.address}rate/", {"rating": 5}).status_code == 409
    vera.client.post(f"{vera.address}end/")
    answer = vera.client.post(f"{vera.address}rate/", {"words": "Quick"})
    assert answer.status_code == 422
    assert "Choose a number" in text_of(answer)
    assert 'value="Quick"' in text_of(answer)
    vera.client.post(f"{vera.address}rate/", {"rating": 4, "words": "Quick"})
    ticket = Ticket.objects.get()
    assert (ticket.rating, ticket.rating_words) == (4, "Quick")


def test_two_visitors_do_not_see_each_other(vera):
    olga = Visitor("Olga", "Mine is blue")
    assert "blue" not in text_of(vera.get())
    assert "parcel" not in text_of(olga.get())


def test_agent_sees_only_their_own_if_they_like(desk, vera, joe, client_of):
    move(desk, "take", vera)
    olga = Visitor("Olga", "Mine is blue")
    move(client_of(joe), "take", olga)
    mine = text_of(desk.get("/dashboard/support/?mine"))
    assert "Vera" in mine
    assert "Olga" not in mine
    assert "Olga" in text_of(desk.get("/dashboard/support/"))


def test_earlier_conversations_of_the_visitor_are_listed(desk, vera):
    vera.client.post(f"{vera.address}end/")
    data = {"name": "Vera", "body": "Another question", "key": uuid.uuid4()}
    slug = vera.client.post("/support/", data).url.split("/")[2]
    html = text_of(desk.get(f"/dashboard/support/{slug}/"))
    assert f"/dashboard/support/{vera.slug}/" in html
