"""Messages as HTML, rendered once for each audience and kept."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from rooms.accounts.rendering import avatar
from rooms.live.template_slots import render_with_slots
from rooms.markup import to_html
from rooms.models import Message

MAX_TEXTS = 20_000
"Rendered messages that a process keeps."

_texts = {}


def clear():
    """Drop all rendered messages, for tests, where an id is reused."""
    _texts.clear()


def message_content(message, audience):
    """The inside of a message's element."""
    return _cached("content", message, audience, _content)


def message_line(message, audience):
    """The message as an item of the list, after the day's line where a day begins."""
    return _cached("line", message, audience, _line)


def message_lines(render_keys, audience):
    """Many messages as items; only those that are not cached are read and rendered."""
    lines = {key.pk: _texts.get(("line", key, audience)) for key in render_keys}
    if missing := [pk for pk, line in lines.items() if line is None]:
        for message in Message.objects.filter(pk__in=missing).select_related("author"):
            lines[message.pk] = message_line(message, audience)
    return mark_safe("".join(line or "" for line in lines.values()))


def time_of_day(at):
    """A time of day, with its date as the title."""
    second = timezone.localtime(at).replace(microsecond=0)
    return _time_of_day(second, str(second.tzinfo), get_language())


@lru_cache(maxsize=2_000)
def _time_of_day(second, zone, language):
    """Python calls equal times of two zones equal, hence `zone`."""
    return render_to_string("chat/_time.html", {"at": second})


def _line(message, audience):
    return _day_line(message) + _render("chat/_message.html", message, audience)


def _content(message, audience):
    return _render("chat/_message_content.html", message, audience)


def _render(template, message, audience):
    variant = {
        "continues": message.continues,
        "is_deleted": message.is_deleted,
        "is_edited": message.edited_at is not None,
    }
    slots = {
        "pk": message.pk,
        "seq": message.seq,
        "author_id": message.author_id,
        "author": message.author.display_name,
        "avatar": avatar(message.author),
        "time": time_of_day(message.created_at),
        "edited_at": message.edited_at and _in_full(message.edited_at),
        "address": message.get_absolute_url(),
        "body": to_html(message.body, message.mentions),
    }
    return render_with_slots(template, audience, variant, slots)


def _in_full(at):
    return date_format(timezone.localtime(at), "l j F Y, H:i:s")


def _day_line(message):
    """The line with the date before the first message of a day."""
    day = timezone.localdate(message.created_at)
    if message.previous_at and timezone.localdate(message.previous_at) == day:
        return mark_safe("")
    return render_to_string("chat/_day.html", {"message": message, "day": day})


def _cached(part, message, audience, render):
    key = part, message.render_key, audience
    text = _texts.get(key)
    if text is None:
        if len(_texts) >= MAX_TEXTS:
            _texts.clear()
        text = _texts[key] = render(message, audience)
    return text
