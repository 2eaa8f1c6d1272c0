"""Messages as HTML: from plain text to links, rendered once and kept."""

import nh3
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from linkify_it import LinkifyIt

from rooms.mentions import NAME

linkify = LinkifyIt()
REL = "nofollow noopener noreferrer ugc"


def text_to_html(text, mentions=None):
    """Plain text with its addresses as links and the names in `mentions` as chips.

    Markup that people type stays text.
    """
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
    return _kept("content", message, audience, "rooms/_message_content.html")


def message_item(message, audience):
    """The message as an item of the list."""
    return _kept("item", message, audience, "rooms/_message.html")


def day_line(message):
    """The rule with the date that stands before the first message of a day."""
    day = timezone.localdate(message.created_at)
    if message.previous_at and timezone.localdate(message.previous_at) == day:
        return mark_safe("")
    return render_to_string("rooms/_day.html", {"message": message, "day": day})


def _kept(part, message, audience, template):
    key = f"{part}.{message.pk}.{message.change_seq}.{audience.language}.{audience.time_zone}"
    html = caches["fragments"].get(key)
    if html is None:
        html = render_to_string(template, {"message": message})
        caches["fragments"].set(key, html, 3600)
    return mark_safe(html)
