"""The text in what simple services send: plain, JSON, or the shape that they send to Slack."""

import json
import re
from html import unescape
from urllib.parse import parse_qs

from django.utils.translation import gettext_lazy as _

from rooms.live.refusal import Refused

LINK = re.compile(r"<(https?://[^\s<>|]+)(?:\|([^<>|]*))?>")
"A link as Slack has it: <address|words>."
NOT_JSON = _("The body is no valid JSON.")
NO_FORM = _("Send text or JSON as the body; with curl: -d, not -F.")
NO_TEXT = _("There is no “text” in it.")


def text_in(content_type: str, body: bytes) -> str:
    """The text of a message. Raises Refused where there is none.

    curl says of every body that it is a form, so its beginning decides.
    """
    if content_type == "multipart/form-data":
        raise Refused(NO_FORM, status=415)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Refused(_("The body has to be text in UTF-8."), status=400) from None
    if content_type == "application/x-www-form-urlencoded" and text.startswith("payload="):
        return _text_of(parse_qs(text, keep_blank_values=True)["payload"][0])
    if content_type == "application/json" or text.lstrip().startswith("{"):
        return _text_of(text)
    return text


def _text_of(source):
    try:
        data = json.loads(source)
    except (ValueError, RecursionError):
        raise Refused(NOT_JSON, status=400) from None
    parts = list(_parts(data)) if isinstance(data, dict) else []
    if not parts:
        raise Refused(NO_TEXT)
    return _without_halves("\n\n".join(parts))


def _parts(data):
    yield from _texts(data, "text")
    attachments = data.get("attachments")
    for each in attachments if isinstance(attachments, list) else ():
        if isinstance(each, dict):
            yield from list(_texts(each, "pretext", "title", "text")) or _texts(each, "fallback")


def _texts(data, *names):
    for name in names:
        if isinstance(text := data.get(name), str) and text.strip():
            yield _markdown(text)


def _markdown(text):
    return unescape(LINK.sub(lambda found: _link(*found.groups()), text))


def _link(address, words):
    return f"[{words}]({address})" if words else address


def _without_halves(text):
    """JSON may name halves of characters, which no database takes."""
    return text.encode(errors="replace").decode()
