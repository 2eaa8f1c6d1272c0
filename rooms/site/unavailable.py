"""The answer while the database takes nothing: 503, with all that was entered, to send again."""

import logging
import re
import sys

from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.defaults import server_error

from rooms.api.middleware import is_api
from rooms.api.problems import plain_response
from rooms.live.locks import is_unavailable
from rooms.live.post_door import RETRY_AFTER

logger = logging.getLogger(__name__)

SECRET = re.compile("pass|again|token")
"Names of fields whose content is not shown again; what is a password has to be typed anew."
PASSWORD = re.compile("pass|again")


def unavailable_database(get_response):
    """A middleware for views that meet a database which is locked, full, read-only or away."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, error):
        return unavailable(request, error) if is_unavailable(error) else None

    middleware.process_exception = process_exception
    return middleware


def error_500(request):
    """For an error outside of any view, as when nobody's session can be read."""
    error = sys.exception()
    if is_api(request):
        return plain_response(500, gettext("That did not work. The fault is ours."))
    return unavailable(request, error) if is_unavailable(error) else server_error(request)


@never_cache
def unavailable(request, error):
    """The page that says so. A form that was sent is on it, as a form of the same address."""
    logger.error("The database did not take %s %s: %s", request.method, request.path, error)
    context = {
        "is_form": request.method == "POST",
        "entered": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if not SECRET.search(name)
        ],
        "passwords": [name for name in request.POST if PASSWORD.search(name)],
    }
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = RETRY_AFTER
    return response
