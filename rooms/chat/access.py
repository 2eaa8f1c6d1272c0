"""Records are fetched through the person who asks, so a stranger gets 404."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404

from rooms.live.compiled import Given, Prepared, instance
from rooms.models import Counter, Membership, Message, Room


def place_of(user, slug):
    """The person's membership of that room, with the room, which says whether it `has_counters`.

    404 for a stranger.
    """
    rows = _places_of(user=user.pk, slug=slug)
    if not rows:
        raise Http404("no such room of theirs")
    has_counters, *row = rows[0]
    place = instance(Membership, OF_PLACE, row[: len(OF_PLACE)])
    place.room, place.user = instance(Room, OF_ROOM, row[len(OF_PLACE) :]), user
    place.room.has_counters = bool(has_counters)
    return place


OF_PLACE = ["id", "room_id", "user_id", "read_seq", "read_posts", "level"]
OF_ROOM = ["id", "name", "slug", "purpose", "kind", "archived_at", "seq", "posts"]
"What a room's page needs of the two; the rest is read by whom it concerns."


@Prepared
def _places_of():
    places = Membership.objects.filter(user=Given("user"), room__slug=Given("slug"))
    has_counters = Exists(Counter.objects.filter(room=OuterRef("room")))
    return places.values_list(has_counters, *OF_PLACE, *(f"room__{name}" for name in OF_ROOM))


def message_for(user, pk):
    """The message, if the person is in its room; 404 otherwise."""
    messages = Message.objects.select_related("room", "author")
    return get_object_or_404(messages, pk=pk, room__in=user.rooms.all())


def refuse_unless(allowed, words):
    """Answer 403 and tell the person these words, unless it is allowed."""
    if not allowed:
        raise PermissionDenied(words)
