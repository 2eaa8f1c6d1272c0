"""What holds for every request of a program, before anything reads a cookie."""

import logging
from hashlib import blake2s

from django.contrib.auth.models import AnonymousUser
from django.db import Error
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers

from rooms.api.problems import answer_problem, plain_response
from rooms.api.token_addresses import REFUSAL, has_token
from rooms.live.actor import as_actor
from rooms.live.cached_answers import NO_DOCUMENT
from rooms.live.client_address import address_of_request

logger = logging.getLogger(__name__)

PATHS = ("/api/v1/", "/api/token/", "/hooks/")
ADDRESSES = "rooms.program_urls"


def is_api(request):
    return f"{request.path_info}/".startswith(PATHS)


def api_door(get_response):
    """Answer programs before anything reads a cookie, so that no page of another site can ask.

    Nothing is left that a forged request could use, so neither the origin nor a form's token is
    asked for. What is read can be asked for again with its ETag.
    """

    def middleware(request):
        if not is_api(request):
            return get_response(request)
        if has_token(request.get_full_path()):
            return _refuse_address(request)
        request.COOKIES, request.user = {}, AnonymousUser()
        with as_actor(request.user, address_of_request(request)):
            response = _conditional(request, _answer(request))
        response.headers.setdefault("Content-Security-Policy", NO_DOCUMENT)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return middleware


def _answer(request):
    """An address without its last slash is the same one: a redirect would lose the body."""
    if not request.path_info.endswith("/"):
        request.path, request.path_info = f"{request.path}/", f"{request.path_info}/"
    try:
        view, args, kwargs = resolve(request.path_info, ADDRESSES)
        return view(request, *args, **kwargs)
    except (Resolver404, Error) as error:
        response = answer_problem(error, request.path)
        if response is None:
            raise
        return response


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
