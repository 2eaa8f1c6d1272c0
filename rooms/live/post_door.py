"""The plain POST as a door to an action."""

from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from rooms.live.actions import Action, Caller
from rooms.live.refusal import Refused


class Outcome(NamedTuple):
    """What `run` returned, or what refused it."""

    result: Any = None
    refusal: Refused | None = None

    @property
    def error(self) -> str:
        return str(self.refusal) if self.refusal else ""


def perform(
    action: Action, request: HttpRequest, subject: int | None = None, data: Any = None
) -> Outcome:
    """Perform the action for who sends the request, with its form or other `data`."""
    try:
        caller = Caller(request.user.pk, subject)
        return Outcome(action.perform(caller, request.POST if data is None else data))
    except PermissionDenied as denial:
        return Outcome(refusal=Refused(str(denial), status=403))
    except Refused as refusal:
        return Outcome(refusal=refusal)


def refused(response: HttpResponse, refusal: Refused) -> HttpResponse:
    """The response, with the status of the refusal: 403, 404, 422 or 429."""
    response.status_code = refusal.status
    if refusal.retry_after:
        response["Retry-After"] = refusal.retry_after
    return response
