"""A bot at the desk: it answers first, and hands over to the queue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.live.jobs import run_next
from rooms.models import (
    AuditEntry,
    Job,
    Notification,
    SupportDesk,
    Ticket,
    Webhook,
    WebhookDelivery,
)
from rooms.webhooks.answers import say as say_answer
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
SETTINGS = {"time_zone": "UTC", "silent_after": 5}


@pytest.fixture
def first(echo):
    """Echo, which answers first."""
    desk = SupportDesk.current()
    desk.admit([echo])
    desk.first_bot = echo
    desk.change()
    return echo


def present(visitor):
    return Ticket.objects.select_related("room", "guest", "agent").get(pk=visitor.ticket.pk)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_bot_gets_the_new_conversation_and_the_visitor_is_told(first, on_duty):
    vera = Visitor()
    assert (present(vera).state, present(vera).agent) == (Ticket.OPEN, first)
    page = text_of(vera.get())
    assert "is a bot and answers first." in page
    assert "You are next." not in page
    assert not Notification.objects.filter(user=on_duty).exists()
    assert AuditEntry.objects.filter(verb="conversation handed over", actor=vera.guest.pk).exists()


def test_place_and_wait_begin_when_the_bot_hands_over(first, on_duty, say):
    vera = Visitor()
    say(vera.ticket.room, first, "Which parcel?")
    present(vera).give_back(by=first, word="A hard one")
    waiting = present(vera)
    assert timezone.now() - waiting.waiting_since < timedelta(seconds=10)
    assert waiting.agent is None
    assert "You are next." in text_of(vera.get())
    assert Notification.objects.get(user=on_duty).text == "Vera is in the queue"
    assert waiting.notes.get().author == first


def test_answer_of_a_bot_is_not_the_first_answer_in_the_figures(first, sam, say):
    vera = Visitor()
    say(vera.ticket.room, first, "Which parcel?")
    assert present(vera).answered_at is None
    assert present(vera).unanswered_since is None
    present(vera).take(sam)
    say(vera.ticket.room, sam, "I look it up.")
    assert present(vera).answered_at is not None


def test_silent_bot_loses_the_conversation_to_the_queue(first):
    vera = Visitor()
    early = timezone.now() - timedelta(hours=1)
    Ticket.objects.update(taken_at=early, unanswered_since=early)
    Job.objects.filter(kind="support.silent").update(due=timezone.now())
    while run_next(Job.objects.filter(kind="support.silent"), set()):
        pass
    assert present(vera).state == Ticket.WAITING
    assert not first.memberships.exists()


def test_person_takes_a_conversation_from_the_bot(first, sam, client_of):
    vera, desk = Visitor(), client_of(sam)
    assert "a bot, answers first." in text_of(desk.get(f"/dashboard/support/{vera.slug}/"))
    answer = desk.post("/dashboard/support/take/", {"ticket": vera.slug})
    assert answer.status_code == 302
    assert present(vera).agent == sam
    assert not first.memberships.exists()


def test_visitor_who_goes_on_has_the_bot_again(first):
    vera = Visitor()
    present(vera).close()
    vera.say("One more thing")
    assert (present(vera).state, present(vera).agent) == (Ticket.OPEN, first)


@pytest.mark.parametrize("is_closed", [False, True])
def test_dismissed_bot_keeps_no_conversation(first, is_closed):
    vera = Visitor()
    if is_closed:
        present(vera).close()
    SupportDesk.current().admit([])
    assert not first.memberships.exists()
    first.refresh_from_db()
    assert not first.is_agent
    vera.say("Hello?")
    assert present(vera).state == Ticket.WAITING
    assert AuditEntry.objects.filter(verb="bot dismissed").exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"owner": None}, {"serves_desk": False}])
def test_visitors_wait_where_the_bot_may_not_answer(first, change):
    type(first).objects.filter(pk=first.pk).update(**change)
    assert present(Visitor()).state == Ticket.WAITING


def test_webhook_of_every_message_is_told_of_its_conversations(first, echo, sam, say):
    Webhook.objects.make(echo, "https://bot.example.org/", Webhook.EVERY)
    vera, told = Visitor(), echo.webhooks.get().deliveries
    assert told.get().message.body == "Where is my parcel?"
    vera.say("It has the number 4711.")
    assert told.count() == 2
    present(vera).give_back(by=first)
    vera.say("Is anybody there?")
    present(vera).take(sam)
    vera.say("Hello!")
    assert told.count() == 2


def test_bot_says_what_its_webhook_answers_while_it_has_the_conversation(first):
    Webhook.objects.make(first, "https://bot.example.org/", Webhook.EVERY)
    vera = Visitor()
    delivery = WebhookDelivery.objects.of(first.webhooks.get().deliveries.get().pk)
    delivery.delivered(200, 5, "Which **parcel**?")
    say_answer(delivery)
    assert "Which <strong>parcel</strong>?" in text_of(vera.get())
    vera.say("Number 4711")
    delivery = WebhookDelivery.objects.of(first.webhooks.get().deliveries.first().pk)
    delivery.delivered(200, 5, "Too late")
    present(vera).give_back(by=first)
    say_answer(delivery)
    assert "Too late" not in text_of(vera.get())
    assert "The answer was not posted" in delivery.error


def test_staff_admit_a_bot_and_let_it_answer_first(client_of, sam, echo):
    desk = client_of(sam)
    assert "Bots at the desk" in text_of(desk.get("/dashboard/support/settings/"))
    alone = desk.post("/dashboard/support/settings/", SETTINGS | {"first_bot": echo.pk})
    assert alone.status_code == 422
    assert "Admit Echo to the desk first." in text_of(alone)
    both = SETTINGS | {"bots": [echo.pk], "first_bot": echo.pk}
    assert desk.post("/dashboard/support/settings/", both).status_code == 302
    assert SupportDesk.current().first_agent == echo
    assert AuditEntry.objects.get(verb="bot admitted").target == "Echo @echo"


def test_person_cannot_be_admitted_as_a_bot(client_of, sam, echo, ana):
    data = SETTINGS | {"bots": [ana.pk]}
    assert client_of(sam).post("/dashboard/support/settings/", data).status_code == 422
    ana.refresh_from_db()
    assert not ana.is_agent
