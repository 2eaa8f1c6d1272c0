"""Which messages a page shows: the latest, those before, those around one."""

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from rooms.chat.rendering import message_lines
from rooms.live.compiled import Given, Prepared
from rooms.live.template_slots import fill
from rooms.models import Message
from rooms.models.message import Look

LATEST = 50
MOST = 100
"Parts whose HTML a process keeps; that of a full one has some 45 KB."


def forget():
    """Let go of the HTML; for tests, where one id is many messages."""
    _html.cache_clear()


class Part(NamedTuple):
    """A part of a conversation, oldest first.

    `earlier_than`: the id of its first message, if there are earlier ones. `is_past`: what is
    posted now does not follow on its last.
    """

    looks: tuple
    earlier_than: int | None
    is_past: bool = False

    def html(self, room, audience, read_seq=None):
        """The items of the list; a line before those that were posted after `read_seq`."""
        html = _html if not settings.DEBUG else _html.__wrapped__
        return html(self, room.slug, audience, self._old(read_seq))

    def _old(self, read_seq):
        """How many of them were read."""
        return len(self.looks) if read_seq is None else sum(x.seq <= read_seq for x in self.looks)


@lru_cache(maxsize=MOST)
def _html(part, slug, audience, old):
    shape = {
        "slug": slug,
        "has_earlier": part.earlier_than is not None,
        "has_new": old < len(part.looks),
        "is_empty": not part.looks,
    }
    slots = {
        "earlier_than": part.earlier_than,
        "old": message_lines(part.looks[:old], audience),
        "new": message_lines(part.looks[old:], audience),
    }
    return fill("chat/_history.html", audience, shape, slots)


def latest_page(room):
    """The newest messages."""
    return _part([*map(Look._make, reversed(_latest(room=room.pk)))], LATEST)


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
    shown = tuple(messages[-count:])
    return Part(shown, shown[0].pk if len(messages) > count else None)


def find(room, pk):
    """The message with that id in this room, or Message.DoesNotExist."""
    return Message.objects.select_related("author").get(room=room, pk=pk)
