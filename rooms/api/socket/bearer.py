"""How a program says who it is when it opens a socket."""

import logging

from rooms.api.authentication import Principal, authenticate
from rooms.api.token_addresses import REFUSAL, has_token
from rooms.live.client_address import address_of_socket
from rooms.live.refusal import Refused

logger = logging.getLogger(__name__)

VERSION, BEARER = "hearth.v1", "hearth.bearer."
"Subprotocols that a client offers: the one that is selected, and one that carries its token."


def principal_of(scope: dict) -> Principal:
    """Who opens the socket: by the header Authorization or by a subprotocol.

    Raises Refused: 401, or 400 for a token in the address.
    """
    if has_token(f"?{scope['query_string'].decode('latin-1')}"):
        logger.warning(
            "Refused a socket of %s with a token in its address", address_of_socket(scope)
        )
        raise Refused(REFUSAL, status=400)
    return authenticate(_in_header(scope) or _in_subprotocol(scope))


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
