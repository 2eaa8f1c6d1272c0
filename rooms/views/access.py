"""Records are fetched through the person who asks, so a stranger gets 404."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from rooms.models import Membership, Message


def place_of(user, slug):
    """The person's membership of that room, with the room; 404 for a stranger."""
    place = get_object_or_404(Membership.objects.select_related("room"), user=user, room__slug=slug)
    place.user = user
    return place


def message_for(user, pk):
    """The message, if the person is in its room; 404 otherwise."""
    messages = Message.objects.select_related("room", "author")
    return get_object_or_404(messages, pk=pk, room__in=user.rooms.all())


def refuse_unless(allowed, words):
    """Answer 403 and tell the person these words, unless it is allowed."""
    if not allowed:
        raise PermissionDenied(words)
