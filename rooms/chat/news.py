"""What is new in a room for one person: the line before it, and the bar that leads there."""

from datetime import datetime
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from rooms.live import oob
from rooms.live.compiled import CompiledQuery, Param
from rooms.models import Message

ANCHOR = "#new"
"Of the line before the first unread message."


class News(NamedTuple):
    """How many messages are unread, and the first of them."""

    count: int
    first_id: int
    since: datetime

    def html(self, room, is_shown):
        """A link to the first one, on this page or on the one that shows it; and to the latest.

        That page may show no line any more, as the room is read by whoever comes from its end.
        """
        elsewhere = f"{room.get_absolute_url()}?at={self.first_id}#message-{self.first_id}"
        context = {
            "count": self.count,
            "since": _time(self.since),
            "address": ANCHOR if is_shown else elsewhere,
        }
        return render_to_string("chat/_news.html", context)


def news_of(membership):
    """The News of the membership's room; None if everything is read, which costs no query."""
    count = membership.room.posts - membership.read_posts
    if count > 0:
        for first in _unread(room=membership.room_id, read=membership.read_seq):
            return News(count, *first)
    return None


@CompiledQuery
def _unread():
    messages = Message.objects.filter(room=Param("room"), seq__gt=Param("read"))
    return messages.order_by("seq").values_list("pk", "created_at")[:1]


def _time(at):
    """The time of a message of today, else its date too."""
    at = timezone.localtime(at)
    text = date_format(at, "H:i" if at.date() == timezone.localdate() else "j M, H:i")
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), text)


def push_unread(room, news):
    """To the page where somebody marked a message as unread, and which keeps it so.

    The field says so again when the page comes back.
    """
    field = mark_safe('<input type="hidden" name="unread" value="1">')
    line = render_to_string("chat/_new_line.html")
    return mark_safe(
        oob.delete(ANCHOR)
        + oob.insert_before(f"#message-{news.first_id}", line)
        + oob.fill("news", news.html(room, is_shown=True))
        + oob.append_inside("#resume:not(:has([name=unread]))", field)
    )


def push_read():
    """To that page: somebody posted there, so the room is read again."""
    return mark_safe(oob.fill("news", "") + oob.delete("#resume [name=unread]"))
