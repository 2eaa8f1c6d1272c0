"""Who is there to answer, and who gets the next conversation where the desk assigns by itself."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from rooms.live.refusal import Refused
from rooms.models import SupportDesk, SupportDuty, Ticket, User

AT_ONCE = 50
"Conversations given out in one transaction."


class Opening(NamedTuple):
    """Whether somebody is there; if not, when they are, as far as that is foreseen."""

    is_open: bool
    opens_at: datetime | None = None


def opening_now():
    now, hours = timezone.now(), SupportDesk.current().hours
    if hours.is_open(now) and SupportDuty.objects.on().exists():
        return Opening(True)
    return Opening(False, None if hours.is_open(now) else hours.next_opening(now))


def assign_waiting():
    """Give each waiting conversation to the least busy, as long as anybody has time for it."""
    if not (SupportDesk.current().assigns and opening_now().is_open):
        return
    for ticket in Ticket.objects.waiting().select_related("room", "guest")[:AT_ONCE]:
        agent = _least_busy()
        if agent is None:
            return
        try:
            ticket.take(agent)
        except Refused:  # somebody took it meanwhile
            continue


def _least_busy():
    most, busy = SupportDesk.current().most_per_agent, Q(taken_tickets__state=Ticket.OPEN)
    agents = User.objects.staff().filter(duty__in=SupportDuty.objects.on())
    agents = agents.annotate(busy=Count("taken_tickets", filter=busy))
    agents = agents.order_by("busy", "duty__since", "pk")
    return (agents if most is None else agents.filter(busy__lt=most)).first()
