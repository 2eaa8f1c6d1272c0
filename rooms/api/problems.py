"""Refusals and errors as problem details (RFC 9457), in the words of the pages."""

import logging
from http import HTTPStatus

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404
from django.utils.translation import gettext

from rooms.api.answers import Response
from rooms.live.locks import is_unavailable
from rooms.live.post_door import NOT_STORED, RETRY_AFTER
from rooms.live.refusal import Refused

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


def answer_problem(error: Exception, path: str) -> Response | None:
    """The answer to a refusal; None for what is a fault of ours."""
    if isinstance(error, PermissionDenied):
        error = Refused(str(error) or gettext("You are not allowed to do that."), status=403)
    elif isinstance(error, Http404 | ObjectDoesNotExist):
        error = Refused(_text_not_found(), status=404)
    elif is_unavailable(error):
        logger.error("The database did not take %s: %s", path, error)
        error = Refused(NOT_STORED, status=503, retry_after=RETRY_AFTER)
    if not isinstance(error, Refused):
        return None
    headers = _headers(error)
    return Response(problem_of(error), error.status, headers=headers, content_type=MEDIA_TYPE)


def problem(status: int, detail: str, **more) -> dict:
    """The details of a problem; `more` has what its kind has to tell besides."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


def problem_of(refusal: Refused) -> dict:
    """The details of a refusal: with the form's field that it is about, if it is about one.

    For the socket too, as what it calls `error`.
    """
    more = {name: getattr(refusal, name) for name in ("base", "present") if hasattr(refusal, name)}
    if refusal.field and refusal.field != "__all__":
        more["field"] = refusal.field
    if refusal.retry_after:
        more["retry_after"] = refusal.retry_after
    return problem(refusal.status, str(refusal), **more)


def plain_response(status: int, detail: str) -> Response:
    """A problem outside of any view of the API."""
    return Response(problem(status, detail), status, content_type=MEDIA_TYPE)


def _headers(refusal):
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if scope := getattr(refusal, "scope", ""):
        headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{scope}"'
    if allow := getattr(refusal, "allow", ""):
        headers["Allow"] = allow
    return headers


def _text_not_found():
    return gettext("The address is wrong, or you do not have access to this page.")
