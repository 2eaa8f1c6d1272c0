"""Messages as HTML: from plain text to links, rendered once and kept."""

import re
from functools import lru_cache

import nh3
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from linkify_it import LinkifyIt

from rooms.live.template_slots import fill
from rooms.models import Message
from rooms.models.mentions import NAME

linkify = LinkifyIt()
REL = "nofollow noopener noreferrer ugc"
MARKS = re.compile(r"[.:/@]\S")
"Every address and every name that is called has one of these marks within."

MOST = 20_000
"Rendered messages that a process keeps."

_texts = {}


def forget():
    """Let go of all rendered messages; for tests, where one id is many messages."""
    _texts.clear()


def text_to_html(text, mentions=None):
    """Plain text with its addresses as links and the names in `mentions` as chips.

    Markup that people type stays text.
    """
    if not MARKS.search(text):
        return escape(text)
    parts, end = [], 0
    for link in linkify.match(text) or ():
        parts.append(_with_chips(text[end : link.index], mentions or {}))
        parts.append(format_html('<a href="{}">{}</a>', link.url, link.text))
        end = link.last_index
    parts.append(_with_chips(text[end:], mentions or {}))
    cleaned = nh3.clean(
        "".join(parts),
        tags={"a", "b"},
        attributes={"a": {"href"}, "b": {"class", "data-person", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )
    return mark_safe(cleaned)


def _with_chips(text, mentions):
    parts, end = [], 0
    for name in NAME.finditer(text):
        if name[1].lower() in mentions:
            pk, shown = mentions[name[1].lower()]
            chip = '<b class="mention" data-person="{}" title="{}">@{}</b>'
            parts += escape(text[end : name.start()]), format_html(chip, pk, shown, name[1])
            end = name.end()
    return "".join([*parts, escape(text[end:])])


def message_content(message, audience):
    """The inside of a message's element."""
    return _kept("content", message, audience, _content)


def message_line(message, audience):
    """The message as an item of the list, after the day's line where a day begins."""
    return _kept("line", message, audience, _line)


def message_lines(looks, audience):
    """Those of many messages; only what is not kept yet is read and rendered."""
    lines = {look.pk: _texts.get(("line", look, audience)) for look in looks}
    if missing := [pk for pk, line in lines.items() if line is None]:
        for message in Message.objects.filter(pk__in=missing).select_related("author"):
            lines[message.pk] = message_line(message, audience)
    return mark_safe("".join(line or "" for line in lines.values()))


def avatar(person):
    """The person's initials in their colour."""
    return _avatar(person.initials, person.hue)


@lru_cache(maxsize=2_000)
def _avatar(initials, hue):
    return render_to_string("accounts/_avatar.html", {"initials": initials, "hue": hue})


def moment(at):
    """A time of day, with its date as the title."""
    second = timezone.localtime(at).replace(microsecond=0)
    return _moment(second, str(second.tzinfo), get_language())


@lru_cache(maxsize=2_000)
def _moment(second, zone, language):
    """Equal times of two zones are equal to Python, hence `zone`."""
    return render_to_string("chat/_moment.html", {"at": second})


def _line(message, audience):
    return _day_line(message) + _filled("chat/_message.html", message, audience)


def _content(message, audience):
    return _filled("chat/_message_content.html", message, audience)


def _filled(template, message, audience):
    shape = {
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
        "moment": moment(message.created_at),
        "edited_at": message.edited_at and _in_full(message.edited_at),
        "address": message.get_absolute_url(),
        "body": text_to_html(message.body, message.mentions),
    }
    return fill(template, audience, shape, slots)


def _in_full(at):
    return date_format(timezone.localtime(at), "l j F Y, H:i:s")


def _day_line(message):
    """The rule with the date that stands before the first message of a day."""
    day = timezone.localdate(message.created_at)
    if message.previous_at and timezone.localdate(message.previous_at) == day:
        return mark_safe("")
    return render_to_string("chat/_day.html", {"message": message, "day": day})


def _kept(part, message, audience, render):
    key = part, message.look, audience
    text = _texts.get(key)
    if text is None:
        if len(_texts) >= MOST:
            _texts.clear()
        text = _texts[key] = render(message, audience)
    return text
