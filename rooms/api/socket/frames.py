"""What a program sends: JSON objects with an `action`, and an `id` that the answer repeats."""

from django.utils.translation import gettext_lazy as _

from rooms.live.handshake import LENGTH
from rooms.live.json_frames import from_json
from rooms.live.page_frames import LARGEST_FRAME
from rooms.live.refusal import Refused

NOT_AN_OBJECT = _("A frame has to be a JSON object as text, of at most 64 KiB.")
NO_ACTION = _("A frame says in “action” what is asked.")
NO_NUMBER = _("The “id” of a frame is a number or a text of up to 100 characters.")
NO_SINCE = _("“since” is the number of a change that is known.")
LONGEST_ID, HIGHEST = 100, 2**63


def read_frame(event: dict) -> dict:
    """The object. Raises Refused (400)."""
    text = event.get("text")
    if text is None or event.get(LENGTH, len(text)) > LARGEST_FRAME:
        raise Refused(NOT_AN_OBJECT, status=400)
    try:
        data = from_json(text)
    except (ValueError, RecursionError):
        raise Refused(NOT_AN_OBJECT, status=400) from None
    if not isinstance(data, dict):
        raise Refused(NOT_AN_OBJECT, status=400)
    return data


def read_number(data: dict) -> str | int | None:
    """What the answer is to repeat. Raises Refused (400)."""
    number = data.get("id")
    is_short = isinstance(number, str | int) and len(str(number)) <= LONGEST_ID
    if number is not None and not is_short:
        raise Refused(NO_NUMBER, "id", status=400)
    return number


def read_action(data: dict) -> str:
    """Raises Refused (400)."""
    if not isinstance(data.get("action"), str):
        raise Refused(NO_ACTION, "action", status=400)
    return data["action"]


def read_since(data: dict) -> int | None:
    """From where on a topic is followed; None for from now on. Raises Refused (400)."""
    since = data.get("since")
    if since is None:
        return None
    if isinstance(since, bool) or not isinstance(since, int) or not 0 <= since < HIGHEST:
        raise Refused(NO_SINCE, "since", status=400)
    return since
