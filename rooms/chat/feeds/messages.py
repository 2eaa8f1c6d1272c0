from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from rooms.api.message_pages import message_text
from rooms.chat.history import latest_page
from rooms.chat.rendering import (
    CHAT,
    message_content,
    message_line,
    message_reactions,
    message_replies,
)
from rooms.live.compiled import CompiledQuery, Param, columns, instance
from rooms.live.cursor import write_cursor
from rooms.live.feeds.log_feed import LogFeed
from rooms.live.oob import EMPTY_SINK, append_once, replace, replace_inside
from rooms.models import Message, Room, Site, User
from rooms.models.shown import read_shown


class MessageFeed(LogFeed):
    """The conversation of a room: posts, edits, deletions and reactions."""

    kind = "room"
    epoch = None
    list_id, look = "messages", CHAT

    def read_seq(self):
        self.epoch = Site.current().epoch
        return Room.objects.filter(pk=self.key).values_list("seq", flat=True).first() or 0

    def changes(self, since):
        messages = [_message(*row) for row in _changed(room=self.key, since=since)]
        read_shown(messages)
        return messages

    def render(self, message, audience, since):
        item = f"message-{message.pk}"
        if message.seq <= since:
            return self._render_change(item, message, audience, since)
        posted = append_once(self.list_id, item, message_line(message, audience, self.look))
        if message.change_seq == message.seq:
            return posted
        # A page that was read after its cursor has the message already, perhaps as it was posted.
        return posted + self._render_change(item, message, audience, since)

    def _render_change(self, item, message, audience, since):
        if message.rest_seq > since:
            parts = {".message__shown": message_content(message, audience, self.look)}
        else:
            parts = self._changed_parts(message, since)
        pushes = [replace_inside(f"#{item} {name}", html) for name, html in parts.items()]
        return mark_safe("".join(push + EMPTY_SINK for push in pushes))

    def _changed_parts(self, message, since):
        """Those besides the text: the focus and the selection stay where nothing is replaced."""
        parts = {}
        if message.reacted and message.reacted["seq"] > since:
            parts[".reactions"] = message_reactions(message)
        if message.replied and message.replied["seq"] > since:
            parts[".replies"] = message_replies(message)
        return parts

    def render_json(self, message, since):
        return f'{{"event":"{_event(message, since)}","message":{message_text(message)}}}'

    def render_whole(self, audience):
        room = Room.objects.get(pk=self.key)
        html = latest_page(room).html(room, audience, look=self.look)
        return replace_inside(f"#{self.list_id}", html) + EMPTY_SINK

    def render_cursor(self, seq):
        field = '<input type="hidden" name="cursor" id="cursor" value="{}">'
        return replace(format_html(field, write_cursor(self.epoch, seq)))


class BesideFeed(MessageFeed):
    """The same beside a thread. A page gets it whole when it comes, so it keeps no cursor of it."""

    list_id = "room-messages"

    def render_cursor(self, seq):
        return mark_safe("")


def _event(message, since):
    """What is new about the message to a program that knows everything up to that number."""
    if message.seq > since:
        return "posted"
    if message.rest_seq > since:
        return "deleted" if message.is_deleted else "edited"
    is_reaction = message.reacted and message.reacted["seq"] > since
    return "reacted" if is_reaction else "replied"


MESSAGE_COLUMNS = columns(Message)
SHOWN_OF_AUTHOR = {"id", "kind", "username", "display_name", "hue"}
AUTHOR_COLUMNS = [each for each in columns(User) if each in SHOWN_OF_AUTHOR]


@CompiledQuery
def _changed():
    changed = Message.objects.filter(room=Param("room")).changed_since(Param("since"))
    author = [f"author__{name}" for name in AUTHOR_COLUMNS]
    return changed.values_list(*MESSAGE_COLUMNS, *author)[: LogFeed.batch + 1]


def _message(*row):
    message = instance(Message, MESSAGE_COLUMNS, row[: len(MESSAGE_COLUMNS)])
    message.author = _author(*row[len(MESSAGE_COLUMNS) :])
    return message


@lru_cache(maxsize=1_000)
def _author(*row):
    """Read only, as all their messages share it."""
    return instance(User, AUTHOR_COLUMNS, row)
