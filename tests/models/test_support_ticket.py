"""A conversation of the support desk: each transition of its state, and those that are refused."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.live.jobs import run_next
from rooms.live.refusal import Refused
from rooms.models import AuditEntry, Job, Membership, SupportDesk, Ticket, User

pytestmark = pytest.mark.django_db
CLOSED, OPEN, SNOOZED, WAITING = Ticket.CLOSED, Ticket.OPEN, Ticket.SNOOZED, Ticket.WAITING


@pytest.fixture
def vera(db):
    return User.objects.add_guest("Vera")


@pytest.fixture
def ticket(vera):
    return Ticket.objects.ask(vera, "Where is my parcel?", uuid.uuid4())


@pytest.fixture
def joe(db):
    return User.objects.welcome("joe", "hearth-demo", display_name="Joe Bell", is_staff=True)


def later():
    return timezone.now() + timedelta(hours=1)


def verbs():
    entries = AuditEntry.objects.filter(verb__startswith="conversation").order_by("pk")
    return [entry.verb.removeprefix("conversation ") for entry in entries]


def run_jobs():
    Job.objects.filter(kind__startswith="support").update(due=timezone.now())
    while run_next(Job.objects, set()):
        pass


def pass_time(ticket, **time):
    """As if all that happened to it had been so much earlier."""
    for name in ("unanswered_since", "taken_at", "snoozed_until"):
        if at := getattr(ticket, name):
            setattr(ticket, name, at - timedelta(**time))
    ticket.save()


def in_state(ticket, state, agent):
    if state in (OPEN, SNOOZED):
        ticket.take(agent)
    if state == SNOOZED:
        ticket.snooze(later())
    if state == CLOSED:
        ticket.close()
    assert ticket.state == state


REFUSED = "refused"
TRANSITIONS = {
    ("take", WAITING): OPEN,
    ("take", OPEN): REFUSED,
    ("take", SNOOZED): REFUSED,
    ("take", CLOSED): REFUSED,
    ("hand over", WAITING): OPEN,
    ("hand over", OPEN): OPEN,
    ("hand over", SNOOZED): OPEN,
    ("hand over", CLOSED): REFUSED,
    ("give back", WAITING): WAITING,
    ("give back", OPEN): WAITING,
    ("give back", SNOOZED): WAITING,
    ("give back", CLOSED): REFUSED,
    ("snooze", WAITING): REFUSED,
    ("snooze", OPEN): SNOOZED,
    ("snooze", SNOOZED): SNOOZED,
    ("snooze", CLOSED): REFUSED,
    ("close", WAITING): CLOSED,
    ("close", OPEN): CLOSED,
    ("close", SNOOZED): CLOSED,
    ("close", CLOSED): CLOSED,
    ("reopen", WAITING): WAITING,
    ("reopen", OPEN): OPEN,
    ("reopen", SNOOZED): SNOOZED,
    ("reopen", CLOSED): WAITING,
    ("write", WAITING): WAITING,
    ("write", OPEN): OPEN,
    ("write", SNOOZED): OPEN,
    ("write", CLOSED): WAITING,
    ("rate", WAITING): REFUSED,
    ("rate", OPEN): REFUSED,
    ("rate", SNOOZED): REFUSED,
    ("rate", CLOSED): CLOSED,
}


@pytest.mark.parametrize(("what", "before"), TRANSITIONS)
def test_transition(what, before, ticket, vera, sam, joe, say):
    in_state(ticket, before, sam)
    seq = ticket.seq
    verbs = {
        "take": lambda: ticket.take(joe),
        "hand over": lambda: ticket.hand_over(joe),
        "give back": ticket.give_back,
        "snooze": lambda: ticket.snooze(later()),
        "close": ticket.close,
        "reopen": ticket.reopen,
        "write": lambda: say(ticket.room, vera, "Hello?"),
        "rate": lambda: ticket.rate(5, "Quick"),
    }
    expected = TRANSITIONS[what, before]
    if expected == REFUSED:
        with pytest.raises(Refused):
            verbs[what]()
        expected = before
    else:
        verbs[what]()
    ticket.refresh_from_db()
    assert ticket.state == expected
    assert (ticket.waiting_since is not None) == (expected == WAITING)
    if expected != CLOSED:
        assert (ticket.agent is not None) == (expected in (OPEN, SNOOZED))
    assert (ticket.snoozed_until is not None) == (expected == SNOOZED)
    assert ticket.seq >= seq


def test_of_two_who_take_it_one_gets_it_and_the_other_hears_who(ticket, sam, joe):
    same = Ticket.objects.get(pk=ticket.pk)
    ticket.take(sam)
    with pytest.raises(Refused, match="Sam Lindqvist took this conversation"):
        same.take(joe)
    assert ticket.room.memberships.filter(user=sam).exists()
    assert not ticket.room.memberships.filter(user=joe).exists()


def test_agent_who_takes_it_twice_has_it(ticket, sam):
    ticket.take(sam)
    ticket.take(sam)
    assert verbs() == ["begun", "taken"]


def test_only_the_agent_who_has_it_is_a_member(ticket, vera, sam, joe):
    ticket.take(sam)
    ticket.hand_over(joe, by=sam, word="He knows parcels")
    members = Membership.objects.filter(room=ticket.room).values_list("user", flat=True)
    assert set(members) == {vera.pk, joe.pk}
    assert [(note.author, note.body) for note in ticket.notes.all()] == [(sam, "He knows parcels")]
    ticket.give_back()
    assert ticket.room.memberships.get().user == vera


def test_every_move_is_recorded(ticket, sam, joe):
    ticket.take(sam)
    ticket.hand_over(joe)
    ticket.snooze(later())
    ticket.give_back()
    ticket.close()
    ticket.rate(4, "")
    ticket.reopen()
    assert verbs() == [
        *("begun", "taken", "handed over", "snoozed", "given back", "closed", "rated", "reopened")
    ]


def test_closed_conversation_goes_on_with_its_agent(ticket, vera, sam, say):
    ticket.take(sam)
    ticket.close()
    say(ticket.room, vera, "One more thing")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.agent) == (OPEN, sam)


def test_closed_conversation_of_somebody_who_left_goes_into_the_queue(ticket, vera, sam, joe, say):
    ticket.take(joe)
    ticket.close()
    joe.unmake_staff()
    say(ticket.room, vera, "One more thing")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.agent) == (WAITING, None)


def test_first_answer_is_noted_once(ticket, vera, sam, say):
    assert ticket.unanswered_since
    assert not ticket.answered_at
    ticket.take(sam)
    say(ticket.room, sam, "Here")
    ticket.refresh_from_db()
    first = ticket.answered_at
    assert first
    assert not ticket.unanswered_since
    say(ticket.room, vera, "Thanks")
    say(ticket.room, sam, "Bye")
    ticket.refresh_from_db()
    assert ticket.answered_at == first


def test_conversation_of_a_silent_agent_returns_to_the_queue_once(ticket, sam):
    ticket.take(sam)
    run_jobs()
    ticket.refresh_from_db()
    assert ticket.state == OPEN
    pass_time(ticket, minutes=6)
    ticket.return_if_silent()
    ticket.return_if_silent()
    assert (ticket.state, ticket.agent) == (WAITING, None)
    assert verbs() == ["begun", "taken", "returned"]


def test_agent_has_time_from_when_the_visitor_waits_for_them(ticket, vera, sam, say):
    jobs, limit = Job.objects.filter(kind="support.silent"), SupportDesk.current().silent_after
    assert not jobs.exists()
    ticket.take(sam)
    assert jobs.get().due == ticket.taken_at + limit
    say(ticket.room, sam, "Here")
    say(ticket.room, vera, "Thanks")
    assert jobs.get().due == Ticket.objects.get().unanswered_since + limit


def test_agent_who_has_answered_keeps_the_conversation(ticket, sam, say):
    ticket.take(sam)
    say(ticket.room, sam, "Here")
    run_jobs()
    assert Ticket.objects.get().state == OPEN
    assert not Job.objects.filter(kind="support.silent").exists()


def test_conversation_that_was_set_aside_comes_back(ticket, sam, say):
    ticket.take(sam)
    say(ticket.room, sam, "Tomorrow")
    Ticket.objects.get().snooze(timezone.now() + timedelta(minutes=1))
    run_jobs()
    ticket = Ticket.objects.get()
    assert ticket.state == SNOOZED
    pass_time(ticket, minutes=2)
    ticket.advance()
    run_jobs()
    assert Ticket.objects.get().state == OPEN


def test_queue_is_served_in_order_and_urgent_ones_first(vera, sam):
    first, second, third = (
        Ticket.objects.ask(User.objects.add_guest(f"G{n}"), "Hello", uuid.uuid4()) for n in range(3)
    )
    Ticket.objects.filter(pk=third.pk).update(is_urgent=True)
    assert list(Ticket.objects.waiting()) == [third, first, second]
    first.take(sam)
    first.give_back()
    assert list(Ticket.objects.waiting()) == [third, first, second]
