"""The forms that change a message.

They stand beside what is shown of it, so that no push of the message takes away what somebody is
typing. The answer to a form ends it, or says in it why not.
"""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html

from rooms.live import oob
from rooms.live.refusal import show_refusal


def push_form(what, pk, html):
    """Open the form under the message, unless it is open."""
    return oob.append_once(f"message-{pk}", f"{what}-{pk}", html)


class Edited(NamedTuple):
    """A message was edited: the text it was made from, and the text of now, as digests."""

    pk: int
    base: str
    digest: str


class OwnEdits:
    """What was saved on a page, so that the same form may be saved again before the answer."""

    def __init__(self):
        self.saved = {}

    def note(self, edited):
        bases, _ = self.saved.get(str(edited.pk), (frozenset(), ""))
        self.saved[str(edited.pk)] = bases.union(edited.base.split()), edited.digest

    def rebased(self, data):
        """The same data, made from the text that the page saved last as well."""
        message, base = str(data.get("message")), str(data.get("base"))
        bases, latest = self.saved.get(message, ((), ""))
        return data | {"base": f"{base} {latest}"} if base in bases else data


def push_edited(page, edited):
    """The edit is stored: remove the form, unless somebody writes on in it."""
    page.own_edits.note(edited)
    base = oob.replace(base_field(edited.pk, edited.digest))
    return base + oob.delete(f"#edit-{edited.pk}:not(:has(textarea:focus))")


def push_deleted(page, pk):
    """The text is gone: remove the form that asked for it."""
    return oob.delete(f"#delete-{pk}")


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
    context = {"refusal": refusal, "count": getattr(refusal, "count", 0), "present": present}
    return render_to_string("chat/_message_error.html", context)
