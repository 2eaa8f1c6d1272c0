"""What a program sends: one JSON object, of bounded size."""

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.json_frames import from_json
from rooms.live.refusal import Refused

MAX_BODY = 64 * 1024
"Bytes; the most that a page's socket takes too."
MEDIA_TYPE = "application/json"
NOT_JSON = _("Send JSON, with “Content-Type: application/json”.")


def read_object(request: HttpRequest) -> dict:
    """The object; an empty one without a body. Raises Refused: 400, 413 or 415."""
    body = request.read(MAX_BODY + 1)
    if not body:
        return {}
    if request.content_type != MEDIA_TYPE:
        raise Refused(NOT_JSON, status=415)
    if len(body) > MAX_BODY:
        raise Refused(gettext("That is too large: at most 64 KiB are taken."), status=413)
    try:
        data = from_json(body)
    except (ValueError, RecursionError):
        raise Refused(gettext("The body is no valid JSON."), status=400) from None
    if not isinstance(data, dict):
        raise Refused(gettext("The body has to be a JSON object."), status=400)
    return data
