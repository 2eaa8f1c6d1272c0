"""Conversations, looked up through who asks: a stranger gets 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from rooms.models import Membership, Room, Ticket

TICKETS = Ticket.objects.select_related("room", "guest", "agent", "subject")
CONVERSATIONS = TICKETS.with_question().prefetch_related("tags")
"With all that programs are told of them."


def membership_of_guest(guest, slug):
    """The guest's membership of their one conversation, with its room and ticket."""
    if not guest.is_authenticated:
        raise Http404
    memberships = Membership.objects.filter(user=guest, room__kind=Room.SUPPORT)
    memberships = memberships.select_related("room__ticket__agent", "user")
    return get_object_or_404(memberships, room__slug=slug)


def ticket_of(slug):
    """The conversation with that public id, for staff."""
    return get_object_or_404(TICKETS.all(), room__slug=slug)
