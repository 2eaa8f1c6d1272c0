"""Messages as HTML, rendered once for each audience and cached."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe

from rooms.accounts.rendering import avatar, name_link
from rooms.chat.emoji_choice import QUICK
from rooms.live.fragments import fragment, get_or_render, get_or_render_all
from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.live.template_slots import render_with_slots
from rooms.markup import to_html
from rooms.models import Message
from rooms.models.shown import NAMED, read_shown


class Look(NamedTuple):
    """How a conversation is shown: its templates, and the names of its addresses."""

    line: str
    content: str
    page: str
    older: str


CHAT = Look("chat/_message.html", "chat/_message_content.html", "room", "history")


def message_content(message, audience, look=CHAT):
    """The inside of a message's element, in the audience's language, which is active."""
    return _cached(look.content, message, audience)


def message_line(message, audience, look=CHAT):
    """The message as an item of the list, after the day's line where a day begins."""
    return _cached(look.line, message, audience, _day_line)


def message_lines(render_keys, audience, look=CHAT):
    """Many messages as items; only those that are not cached are read and rendered."""
    keys = {key.pk: _key(look.line, key, audience) for key in render_keys}
    lines = get_or_render_all(keys, lambda missing: _lines(missing, audience, look))
    return mark_safe("".join(line or "" for line in lines.values()))


def _lines(pks, audience, look):
    messages = Message.objects.filter(pk__in=pks).select_related("author")
    read_shown(messages)
    return {message.pk: message_line(message, audience, look) for message in messages}


def message_reactions(message):
    """The items of its list of reactions, in the language that is active."""
    if not message.shown_reactions:
        return mark_safe("")
    reactions = [_reaction(message, *each) for each in message.shown_reactions]
    return render_to_string("chat/_reactions.html", {"pk": message.pk, "reactions": reactions})


def _reaction(message, emoji, count, people):
    names = [message.people[pk].display_name for pk in people[:NAMED]]
    return {
        "id": "-".join(["reaction", str(message.pk), *(f"{ord(each):x}" for each in emoji)]),
        "emoji": emoji,
        "count": count,
        "people": " ".join(map(str, people)),
        "names": ", ".join(names),
        "others": count - len(names),
    }


def message_replies(message):
    """How many replies are in its thread and who wrote the latest, as a link there."""
    count, people = message.shown_replies
    if not count:
        return mark_safe("")
    faces = [message.people[pk] for pk in people]
    context = {"pk": message.pk, "count": count, "faces": faces}
    return render_to_string("chat/_replies.html", context)


def message_quote(message):
    """What it replies to, as a link there."""
    if not message.quote:
        return mark_safe("")
    context = {"quote": message.quote, "in_thread": message.in_thread}
    return render_to_string("chat/_quote.html", context)


def root_html(message, audience):
    """The inside of the message that a thread answers, above its replies."""
    read_shown([message])
    with audience.activated():
        return message_content(message, audience)


@fragment
def follow_html(follows):
    """The button to follow the page's thread, or not to."""
    return render_to_string("chat/_follow.html", {"follows": follows})


def push_follow(follows):
    return replace_inside("#follow-button", follow_html(follows)) + EMPTY_SINK


def time_of_day(at):
    """A time of day, with its date as the title."""
    return _time_of_day(timezone.localtime(at).replace(microsecond=0))


@fragment
def _time_of_day(second):
    return render_to_string("chat/_time.html", {"at": second})


def _render(template, message, audience):
    variant = {
        "continues": message.continues,
        "is_deleted": message.is_deleted,
        "is_edited": message.edited_at is not None,
        "is_bot": message.author.is_bot,
        "is_guest": message.author.is_guest,
        "quick": QUICK,
    }
    slots = {
        "pk": message.pk,
        "seq": message.seq,
        "author_id": message.author_id,
        "author": name_link(message.author),
        "author_name": message.author.display_name,
        "avatar": avatar(message.author),
        "time": time_of_day(message.created_at),
        "edited_at": message.edited_at and _in_full(message.edited_at),
        "address": message.get_absolute_url(),
        "quote": message_quote(message),
        "body": to_html(message.body, message.mentions),
        "reactions": message_reactions(message),
        "replies": message_replies(message),
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


def _cached(template, message, audience, above=None):
    key = _key(template, message.render_key, audience)
    return get_or_render(key, _render_below, template, message, audience, above)


def _render_below(template, message, audience, above):
    first = above(message) if above else ""
    return mark_safe(first + _render(template, message, audience))


def _key(template, render_key, audience):
    return template, render_key, audience
