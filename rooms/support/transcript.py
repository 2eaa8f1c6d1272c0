"""A conversation to take along. Notes of the agents are no messages, so none can be in it."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from rooms.markup import to_html

TYPES = {"txt": "text/plain", "html": "text/html"}


def transcript_of(room, form):
    """All messages of the room in the active language and time zone; form: one of TYPES."""
    messages = room.messages.select_related("author").order_by("seq")
    lines = [_line(message) for message in messages]
    if form == "txt":
        return "\n\n".join(f"{at}, {name}:\n{body}" for at, name, body, _ in lines) + "\n"
    return render_to_string("support/transcript.html", {"lines": lines})


def _line(message):
    at = date_format(timezone.localtime(message.created_at), "j F Y, H:i")
    name = message.author.display_name
    if message.is_deleted:
        gone = gettext("Message deleted")
        return at, name, gone, gone
    return at, name, message.body, to_html(message.body, {})
