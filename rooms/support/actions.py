"""What may be asked for about a conversation of the support desk, besides writing in it."""

from datetime import timedelta
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext

from rooms import permissions
from rooms.live import oob
from rooms.live.actions import Action, EmptyForm, by_name
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Membership, SupportDuty, Ticket, User
from rooms.support.forms import (
    DutyForm,
    HandOverForm,
    NoteForm,
    RatingForm,
    SnoozeForm,
    TicketForm,
    UrgentForm,
    WordForm,
)

OFTEN = Rate(60, 10)


# What agents ask for; which conversation, stands in the form.


def _agent(caller):
    user = User.objects.get(pk=caller.user_id)
    permissions.require(permissions.can_serve(user), gettext("Only staff can do this."))
    return user


def _ticket(data):
    tickets = Ticket.objects.select_related("room", "guest", "agent")
    if ticket := tickets.filter(room__slug=data["ticket"]).first():
        return ticket
    raise Refused(gettext("There is no such conversation."), status=404)


def _take(agent, data):
    ticket = _ticket(data)
    ticket.take(agent)
    return ticket


def _hand_over(agent, data):
    ticket = _ticket(data)
    ticket.hand_over(data["agent"], by=agent, word=data["word"])
    return ticket


def _give_back(agent, data):
    ticket = _ticket(data)
    ticket.give_back(by=agent, word=data["word"])
    return ticket


def _close(agent, data):
    ticket = _ticket(data)
    ticket.close()
    return ticket


def _reopen(agent, data):
    ticket = _ticket(data)
    ticket.reopen()
    return ticket


def _snooze(agent, data):
    ticket = _ticket(data)
    ticket.snooze(timezone.now() + timedelta(minutes=data["minutes"]))
    return ticket


def _mark_urgent(agent, data):
    ticket = _ticket(data)
    ticket.mark_urgent(data["urgent"])
    return ticket


def _add_note(agent, data):
    ticket = _ticket(data)
    ticket.add_note(agent, data["body"])
    return ticket


def _show_noted(page, ticket):
    """The box is empty again; the note comes with the feed of notes."""
    return oob.replace(render_to_string("support/_note_box.html")) + oob.fill("note-error", "")


def _change_duty(agent, data):
    change = SupportDuty.objects.begin if data["duty"] == "on" else SupportDuty.objects.end
    change(agent)


# What the visitor asks for, about the one conversation of theirs.


class Visited(NamedTuple):
    guest: User
    ticket: Ticket


def _visited(caller):
    memberships = Membership.objects.filter(pk=caller.subject, user=caller.user_id)
    membership = memberships.select_related("user", "room__ticket").first()
    if membership is None:
        raise Refused(gettext("This conversation is no longer yours."), status=403)
    return Visited(membership.user, membership.room.ticket)


def _end(visited, data):
    visited.ticket.close()
    return visited.ticket


def _rate(visited, data):
    visited.ticket.rate(data["rating"], data["words"])
    return visited.ticket


def _show_rated(page, ticket):
    return oob.fill("rating-answer", gettext("Thank you.")) + oob.fill("rating-error", "")


TAKE = Action("ticket_take", _take, TicketForm, OFTEN, find=_agent, scope="")
HAND_OVER = Action("ticket_hand_over", _hand_over, HandOverForm, OFTEN, find=_agent, scope="")
GIVE_BACK = Action("ticket_give_back", _give_back, WordForm, OFTEN, find=_agent, scope="")
CLOSE = Action("ticket_close", _close, TicketForm, OFTEN, find=_agent, scope="")
REOPEN = Action("ticket_reopen", _reopen, TicketForm, OFTEN, find=_agent, scope="")
URGENT = Action("ticket_urgent", _mark_urgent, UrgentForm, OFTEN, find=_agent, scope="")
SNOOZE = Action("ticket_snooze", _snooze, SnoozeForm, OFTEN, find=_agent, scope="")
DUTY = Action("support_duty", _change_duty, DutyForm, OFTEN, find=_agent, scope="")
NOTE = Action(
    "ticket_note",
    _add_note,
    NoteForm,
    OFTEN,
    find=_agent,
    show=_show_noted,
    error="note-error",
    scope="",
)
END = Action("conversation_end", _end, EmptyForm, OFTEN, find=_visited, scope="")

RATE = Action(
    "conversation_rate",
    _rate,
    RatingForm,
    OFTEN,
    find=_visited,
    show=_show_rated,
    error="rating-error",
    scope="",
)

OF_AGENTS = by_name(TAKE, HAND_OVER, GIVE_BACK, CLOSE, REOPEN, SNOOZE, URGENT, NOTE, DUTY)
OF_VISITORS = by_name(END, RATE)
