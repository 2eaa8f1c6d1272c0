"""Which messages a page shows: the latest, those before, those around one."""

from rooms.models import Message
from rooms.models.message import Look
from rooms.prepared import Given, Prepared

LATEST = 50


def latest_page(room):
    """Template context: the newest messages, oldest first, and whether there are earlier ones."""
    return _page(room, [Look(*row) for row in _latest(room=room.pk)][::-1], LATEST)


@Prepared
def _latest():
    return Message.objects.filter(room=Given("room")).order_by("-seq").look_rows()[: LATEST + 1]


def page_before(room, message, count=LATEST):
    return _page(room, room.messages.before(message).latest_looks(count + 1), count)


def page_around(room, message, count=LATEST):
    """The message with its neighbours; live to the newest if that is not far."""
    before = room.messages.before(message).latest_looks(count // 2 + 1)
    after = room.messages.filter(seq__gte=message.seq).order_by("seq")[: count + 2].looks()
    messages = [*before, *after[: count + 1]]
    has_earlier = len(before) > count // 2
    page = _page(room, messages, len(messages) - has_earlier)
    return page | {"is_past": len(after) > count + 1}


def _page(room, messages, count):
    """`messages` has one more than the `count` to show if there are earlier ones."""
    shown = messages[-count:]
    return {
        "room": room,
        "history": shown,
        "earlier_than": shown[0] if len(messages) > count else None,
    }


def find(room, pk):
    """The message with that id in this room, or Message.DoesNotExist."""
    return Message.objects.select_related("author").get(room=room, pk=pk)
