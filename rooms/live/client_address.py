"""From which address a request or a socket comes."""

from ipaddress import ip_address

from django.conf import settings


def address_of(request):
    meta = request.META
    return _address(meta.get("REMOTE_ADDR"), meta.get("HTTP_X_FORWARDED_FOR"))


def address_of_socket(scope):
    client = scope.get("client") or [""]
    forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return _address(client[0], b",".join(forwarded).decode("latin-1"))


def _address(client, forwarded):
    """The client's own, or what a proxy in front of the site says; "" if it is none.

    Only what the proxy wrote itself is believed: the last entry, as those before it may be
    the client's invention.
    """
    if settings.BEHIND_PROXY and forwarded:
        client = forwarded.rpartition(",")[2]
    try:
        address = ip_address((client or "").strip().partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
