"""What may be asked for about a conversation of the support desk, besides writing in it."""

from datetime import timedelta
from functools import partial, wraps
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
from rooms.models.token import SUPPORT
from rooms.support.forms import (
    DutyForm,
    HandOverForm,
    NoteForm,
    RatingForm,
    SnoozeForm,
    TagForm,
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


def _on_ticket(change):
    """The function as `run` of an action: with the conversation in the form, which it returns."""

    @wraps(change)
    def run(agent, data):
        ticket = _ticket(data)
        change(ticket, agent, data)
        return ticket

    return run


def _moving(change):
    """The same, if the agent may move that conversation."""

    @wraps(change)
    def move(ticket, agent, data):
        allowed = permissions.can_move(agent, ticket)
        permissions.require(allowed, gettext("A bot moves only conversations that it has."))
        change(ticket, agent, data)

    return _on_ticket(move)


@_on_ticket
def _take(ticket, agent, data):
    ticket.take(agent)


@_moving
def _hand_over(ticket, agent, data):
    ticket.hand_over(data["agent"], by=agent, word=data["word"])


@_moving
def _give_back(ticket, agent, data):
    ticket.give_back(by=agent, word=data["word"])


@_moving
def _close(ticket, agent, data):
    ticket.close()


@_moving
def _reopen(ticket, agent, data):
    ticket.reopen()


@_moving
def _snooze(ticket, agent, data):
    ticket.snooze(timezone.now() + timedelta(minutes=data["minutes"]))


@_on_ticket
def _mark_urgent(ticket, agent, data):
    ticket.mark_urgent(data["urgent"])


@_on_ticket
def _tag(ticket, agent, data):
    ticket.tag(data["tag"])


@_on_ticket
def _untag(ticket, agent, data):
    ticket.untag(data["tag"])


def _show_tagged(page, ticket):
    """The box is empty again; the tag comes with the feed of the conversation."""
    return oob.replace(render_to_string("support/_tag_box.html")) + oob.fill("tag-error", "")


def _add_note(agent, data):
    ticket = _ticket(data)
    return ticket.add_note(agent, data["body"])


def _show_noted(page, note):
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


_of_agents = partial(Action, rate=OFTEN, find=_agent, scope=SUPPORT)
_of_visitors = partial(Action, rate=OFTEN, find=_visited, scope="")

TAKE = _of_agents("ticket_take", _take, TicketForm)
HAND_OVER = _of_agents("ticket_hand_over", _hand_over, HandOverForm)
GIVE_BACK = _of_agents("ticket_give_back", _give_back, WordForm)
CLOSE = _of_agents("ticket_close", _close, TicketForm)
REOPEN = _of_agents("ticket_reopen", _reopen, TicketForm)
SNOOZE = _of_agents("ticket_snooze", _snooze, SnoozeForm)
URGENT = _of_agents("ticket_urgent", _mark_urgent, UrgentForm)
TAG = _of_agents("ticket_tag", _tag, TagForm, show=_show_tagged, error="tag-error")
UNTAG = _of_agents("ticket_untag", _untag, TagForm)
NOTE = _of_agents("ticket_note", _add_note, NoteForm, show=_show_noted, error="note-error")
DUTY = _of_agents("support_duty", _change_duty, DutyForm, scope="")

END = _of_visitors("conversation_end", _end, EmptyForm)
RATE = _of_visitors("conversation_rate", _rate, RatingForm, show=_show_rated, error="rating-error")

MOVES = TAKE, HAND_OVER, GIVE_BACK, CLOSE, REOPEN, SNOOZE
OF_AGENTS = by_name(*MOVES, URGENT, TAG, UNTAG, NOTE, DUTY)
OF_VISITORS = by_name(END, RATE)
