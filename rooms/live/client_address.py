"""The network address of a client, for requests and sockets."""

from ipaddress import ip_address

from django.conf import settings


def address_of_request(request) -> str:
    meta = request.META
    return client_address(meta.get("REMOTE_ADDR"), meta.get("HTTP_X_FORWARDED_FOR"))


def address_of_socket(scope: dict) -> str:
    client = scope.get("client") or [""]
    forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return client_address(client[0], b",".join(forwarded).decode("latin-1"))


def client_address(client: str | None, forwarded: str | None) -> str:
    """The client's address, or the one that a proxy in front of the site reports; "" if invalid.

    Trust only the last entry of X-Forwarded-For: the proxy wrote that one itself, the client
    may have invented those before it.
    """
    if settings.BEHIND_PROXY and forwarded:
        client = forwarded.rpartition(",")[2]
    try:
        address = ip_address((client or "").strip().partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
