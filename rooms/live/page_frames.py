"""What a page sends: JSON objects whose `action` names what they are."""

import json
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from rooms.live.handshake import LENGTH
from rooms.live.lazy_text import format_text
from rooms.live.refusal import Refused

LARGEST_FRAME = 64 * 1024
NOT_TEXT = _("The page sent an invalid frame: it is not text.")
TOO_LONG = _("Too long to send: about %(length)s of %(limit)s characters.")
NOT_JSON = _("The page sent an invalid frame: it is not JSON.")
UNKNOWN_ACTION = _("The page sent an invalid frame: the action is unknown.")


def read_frame(event: dict, known: Collection[str], longest_text: int) -> tuple[str, dict]:
    """The name of what the page sends, one of the known, and its data. Raises Refused.

    longest_text: what the page is told that it may write, if the frame is too long.
    """
    data = _read_json(_read_text(event, longest_text))
    name = data.get("action") if isinstance(data, dict) else None
    if not isinstance(name, str) or name not in known:
        raise Refused(UNKNOWN_ACTION)
    return name, data


def _read_text(event, longest_text):
    text = event.get("text")
    if text is None:
        raise Refused(NOT_TEXT)
    if (length := event.get(LENGTH, len(text))) > LARGEST_FRAME:
        about, limit = f"{round(length, -3):,}", f"{longest_text:,}"
        raise Refused(format_text(TOO_LONG, length=about, limit=limit))
    return text


def _read_json(text):
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(NOT_JSON) from None
