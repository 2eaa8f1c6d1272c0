"""The forms that change a message.

They stand beside what is shown of it, so that no push of the message takes away what somebody is
typing. The answer to a form ends it, or says in it why not.
"""

from django.template.loader import render_to_string
from django.utils.html import format_html

from rooms.live import oob
from rooms.live.refusal import show_refusal


def push_form(what, pk, html):
    """Open the form under the message, unless it is open."""
    return oob.append_once(f"message-{pk}", f"{what}-{pk}", html)


def push_done(what, page, pk):
    """What the form asked for is done: remove it."""
    return oob.delete(f"#{what}-{pk}")


def push_refused(what, page, data, refusal):
    """Say in the form why it is refused. After a conflict it is based on the text of now."""
    pk = str(data.get("message", ""))
    if not (pk.isascii() and pk.isdecimal()):
        return show_refusal("notice", str(refusal))
    error = oob.replace_inside(f"#{what}-{pk}-error", error_html(refusal)) + oob.EMPTY_SINK
    if base := getattr(refusal, "base", None):
        error = oob.replace(base_field(pk, base)) + error
    return error


def base_field(pk, base):
    """On which text the form is based."""
    field = '<input type="hidden" name="base" id="edit-{}-base" value="{}">'
    return format_html(field, pk, base)


def error_html(refusal):
    present = getattr(refusal, "present", None)
    return render_to_string("chat/_message_error.html", {"error": refusal, "present": present})
