"""Which messages a page shows: the latest, those before one, those around one."""

from typing import NamedTuple

from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe

from rooms.chat.access import read_id
from rooms.chat.rendering import CHAT, message_lines
from rooms.live.compiled import CompiledQuery, Param
from rooms.live.fragments import neutral_fragment
from rooms.live.oob import append_inside, delete
from rooms.live.template_slots import render_with_slots
from rooms.models import Message
from rooms.models.message import RenderKey

LATEST = 50


class Part(NamedTuple):
    """A part of a conversation, oldest message first.

    `earlier_than`: the id of its first message, if there are earlier ones. `is_past`: there are
    later messages that it does not contain.
    """

    render_keys: tuple
    earlier_than: int | None
    is_past: bool = False

    def html(self, room, audience, read_seq=None, look=CHAT):
        """The items of the list; a line before those that were posted after `read_seq`."""
        about = room.slug, room.is_thread
        return _html(self, about, audience, self._count_read(read_seq), look)

    def shows(self, pk):
        return any(key.pk == pk for key in self.render_keys)

    def _count_read(self, read_seq):
        if read_seq is None:
            return len(self.render_keys)
        return sum(key.seq <= read_seq for key in self.render_keys)


@neutral_fragment
def _html(part, about, audience, read, look):
    slug, is_thread = about
    variant = {
        "slug": slug,
        "is_thread": is_thread,
        "page": look.page,
        "older": look.older,
        "has_earlier": part.earlier_than is not None,
        "has_new": read < len(part.render_keys),
        "is_empty": not part.render_keys,
    }
    slots = {
        "earlier_than": part.earlier_than,
        "old": message_lines(part.render_keys[:read], audience, look),
        "new": message_lines(part.render_keys[read:], audience, look),
    }
    return render_with_slots("chat/_history.html", audience, variant, slots)


def page_asked(room, query):
    """The part that the query string of a page asks for; 404 for a message of another room."""
    if "at" in query:
        return page_around(room, message_asked(room, query["at"]))
    if "before" in query:
        return page_before(room, message_asked(room, query["before"]))
    return latest_page(room)


def message_asked(room, pk):
    return get_object_or_404(Message, pk=read_id(pk), room=room)


def latest_page(room):
    """The newest messages."""
    return _part([*map(RenderKey._make, reversed(_latest(room=room.pk)))], LATEST)


@CompiledQuery
def _latest():
    messages = Message.objects.filter(room=Param("room")).order_by("-seq")
    return messages.render_key_rows()[: LATEST + 1]


def page_before(room, message):
    keys = room.messages.before(message).latest_render_keys(LATEST + 1)
    return _part(keys, LATEST)._replace(is_past=True)


def page_around(room, message, count=LATEST):
    """The message with its neighbours; up to the newest if that is not far."""
    before = room.messages.before(message).latest_render_keys(count // 2 + 1)
    after = room.messages.filter(seq__gte=message.seq).order_by("seq")[: count + 2].render_keys()
    keys = [*before, *after[: count + 1]]
    has_earlier = len(before) > count // 2
    part = _part(keys, len(keys) - has_earlier)
    return part._replace(is_past=len(after) > count + 1)


def _part(keys, count):
    """`keys` has one more than the `count` to show if there are earlier ones."""
    shown = tuple(keys[-count:])
    return Part(shown, shown[0].pk if len(keys) > count else None)


def push_live():
    """A page of older messages is live from now on, also when it comes back."""
    field = mark_safe('<input type="hidden" name="live" value="1">')
    return delete(".past") + append_inside("#resume:not(:has([name=live]))", field)
