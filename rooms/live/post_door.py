"""The plain POST as a door to an action."""

import logging
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from rooms.live.actions import Action, Caller
from rooms.live.locks import is_unavailable
from rooms.live.refusal import Refused

logger = logging.getLogger(__name__)

RETRY_AFTER = 5
"Seconds after which to try again what the database did not take."
NOT_STORED = _("The site cannot store anything at the moment. Try again later.")


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
    except Error as error:
        if not is_unavailable(error):
            raise
        logger.error("The database did not take %s: %s", action.name, error)
        return Outcome(refusal=Refused(NOT_STORED, status=503, retry_after=RETRY_AFTER))


def refused(response: HttpResponse, refusal: Refused) -> HttpResponse:
    """The response, with the status of the refusal: 403, 404, 422, 429 or 503."""
    response.status_code = refusal.status
    if refusal.retry_after:
        response["Retry-After"] = refusal.retry_after
    return response
