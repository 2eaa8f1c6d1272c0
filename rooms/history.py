"""Which messages a page shows: the latest, those before, those around one."""

from typing import NamedTuple

from rooms.models import Message
from rooms.models.message import Look
from rooms.prepared import Given, Prepared
from rooms.rendering import message_lines
from rooms.slots import fill

LATEST = 50


class Part(NamedTuple):
    """A part of a conversation, oldest first.

    `earlier_than`: the id of its first message, if there are earlier ones. `is_past`: what is
    posted now does not follow on its last.
    """

    looks: list
    earlier_than: int | None
    is_past: bool = False

    def html(self, room, audience, read_seq=None):
        """The items of the list; a line before those that were posted after `read_seq`."""
        old = [look for look in self.looks if read_seq is None or look.seq <= read_seq]
        new = self.looks[len(old) :]
        shape = {
            "slug": room.slug,
            "has_earlier": self.earlier_than is not None,
            "has_new": bool(new),
            "is_empty": not self.looks,
        }
        slots = {
            "earlier_than": self.earlier_than,
            "old": message_lines(old, audience),
            "new": message_lines(new, audience),
        }
        return fill("rooms/_history.html", audience, shape, slots)


def latest_page(room):
    """The newest messages."""
    return _part([Look(*row) for row in _latest(room=room.pk)][::-1], LATEST)


@Prepared
def _latest():
    return Message.objects.filter(room=Given("room")).order_by("-seq").look_rows()[: LATEST + 1]


def page_before(room, message):
    looks = room.messages.before(message).latest_looks(LATEST + 1)
    return _part(looks, LATEST)._replace(is_past=True)


def page_around(room, message, count=LATEST):
    """The message with its neighbours; live to the newest if that is not far."""
    before = room.messages.before(message).latest_looks(count // 2 + 1)
    after = room.messages.filter(seq__gte=message.seq).order_by("seq")[: count + 2].looks()
    messages = [*before, *after[: count + 1]]
    has_earlier = len(before) > count // 2
    part = _part(messages, len(messages) - has_earlier)
    return part._replace(is_past=len(after) > count + 1)


def _part(messages, count):
    """`messages` has one more than the `count` to show if there are earlier ones."""
    shown = messages[-count:]
    return Part(shown, shown[0].pk if len(messages) > count else None)


def find(room, pk):
    """The message with that id in this room, or Message.DoesNotExist."""
    return Message.objects.select_related("author").get(room=room, pk=pk)
