"""How a program says who it is when it opens a socket."""

import logging
from urllib.parse import parse_qs

from rooms.api.authentication import NO_TOKEN, Principal, authenticate, authenticate_pass
from rooms.api.token_addresses import REFUSAL, has_token
from rooms.live.client_address import address_of_socket
from rooms.live.refusal import Refused

logger = logging.getLogger(__name__)

VERSION, BEARER = "hearth.v1", "hearth.bearer."
"Subprotocols that a client offers: the one that is selected, and one that carries its token."


def principal_of(scope: dict) -> Principal:
    """Who opens the socket: by the header Authorization, by a subprotocol, or by a pass.

    Raises Refused: 401, or 400 for a token in the address.
    """
    query = scope["query_string"].decode("latin-1")
    if has_token(f"?{query}"):
        logger.warning(
            "Refused a socket of %s with a token in its address", address_of_socket(scope)
        )
        raise Refused(REFUSAL, status=400)
    if bearer := _in_header(scope) or _in_subprotocol(scope):
        return authenticate(bearer)
    if secret := parse_qs(query).get("pass"):
        return authenticate_pass(secret[0])
    raise Refused(NO_TOKEN, status=401)


def selected_subprotocol(scope: dict) -> str | None:
    """Never the one with the token, which would be sent back."""
    return VERSION if VERSION in scope.get("subprotocols", ()) else None


def _in_header(scope):
    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _in_subprotocol(scope):
    offered = scope.get("subprotocols", ())
    return next((each[len(BEARER) :] for each in offered if each.startswith(BEARER)), "")
