"""What holds for every request of a program, before anything reads a cookie."""

import logging
from hashlib import blake2s

from django.utils.cache import get_conditional_response, patch_vary_headers

from rooms.api.problems import plain_response
from rooms.api.token_addresses import REFUSAL, has_token
from rooms.live.client_address import address_of_request

logger = logging.getLogger(__name__)

PATHS = ("/api/v1/", "/api/token/", "/hooks/")


def is_api(request):
    return request.path_info.startswith(PATHS)


def api_door(get_response):
    """Keep cookies from programs' requests, so that no page of another site can make them.

    Nothing is left that a forged request could use, so neither the origin nor a form's token is
    asked for. What is read can be asked for again with its ETag.
    """

    def middleware(request):
        if not is_api(request):
            return get_response(request)
        if has_token(request.get_full_path()):
            return _refuse_address(request)
        request.COOKIES = {}
        return _conditional(request, get_response(request))

    return middleware


def _refuse_address(request):
    address = address_of_request(request)
    logger.warning("Refused a request of %s with a token in its address", address)
    response = plain_response(400, str(REFUSAL))
    response._has_been_logged = True  # Django's log would have the address
    return response


def _conditional(request, response):
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization"])
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.streaming:
        return response
    digest = blake2s(response.content, digest_size=16).hexdigest()
    response["ETag"] = f'W/"{digest}"'
    return get_conditional_response(request, response["ETag"], None, response)
