"""What may be asked for about a conversation of the support desk, besides writing in it."""

from typing import NamedTuple

from django.utils.translation import gettext

from rooms import permissions
from rooms.live.actions import Action, EmptyForm, by_name
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Membership, Ticket, User
from rooms.support.forms import HandOverForm, TicketForm

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
    ticket.hand_over(data["agent"])
    return ticket


def _give_back(agent, data):
    ticket = _ticket(data)
    ticket.give_back()
    return ticket


def _close(agent, data):
    ticket = _ticket(data)
    ticket.close()
    return ticket


def _reopen(agent, data):
    ticket = _ticket(data)
    ticket.reopen()
    return ticket


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


TAKE = Action("ticket_take", _take, TicketForm, OFTEN, find=_agent, scope="")
HAND_OVER = Action("ticket_hand_over", _hand_over, HandOverForm, OFTEN, find=_agent, scope="")
GIVE_BACK = Action("ticket_give_back", _give_back, TicketForm, OFTEN, find=_agent, scope="")
CLOSE = Action("ticket_close", _close, TicketForm, OFTEN, find=_agent, scope="")
REOPEN = Action("ticket_reopen", _reopen, TicketForm, OFTEN, find=_agent, scope="")
END = Action("conversation_end", _end, EmptyForm, OFTEN, find=_visited, scope="")

OF_AGENTS = by_name(TAKE, HAND_OVER, GIVE_BACK, CLOSE, REOPEN)
OF_VISITORS = by_name(END)
