"""Which messages a page shows: the latest, those before, those around one."""

from rooms.models import Message

LATEST = 50


def latest_page(room, count=LATEST):
    """Template context: the newest messages, oldest first, and whether there are earlier ones."""
    return _page(room, room.messages.latest(count))


def page_before(room, message, count=LATEST):
    return _page(room, room.messages.before(message, count))


def page_around(room, message, count=LATEST):
    """The message with its neighbours; live to the newest if that is not far."""
    after = room.messages.after(message, count + 1)
    reaches_now = len(after) <= count
    messages = [*room.messages.before(message, count // 2), message, *after[:count]]
    return _page(room, messages) | {"is_past": not reaches_now, "target": message}


def _page(room, messages):
    first = messages[0] if messages else None
    earlier = first is not None and room.messages.filter(seq__lt=first.seq).exists()
    return {"room": room, "history": messages, "earlier_than": first if earlier else None}


def find(room, pk):
    """The message with that id in this room, or Message.DoesNotExist."""
    return Message.objects.select_related("author").get(room=room, pk=pk)
