"""Which addresses the site may connect to for somebody: those of the internet, or of a setting.

A name is resolved here and the connection made to what was checked, so that it cannot mean
something else a moment later.
"""

import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.utils.translation import gettext

from rooms.webhooks.deadline import Deadline

INTERNET = IPv6Network("2000::/3")
"What is assigned of IPv6; the rest is local, or embeds an address of IPv4."
NAT64 = IPv6Network("64:ff9b::/96")
TUNNELS = [IPv6Network("2002::/16"), IPv6Network("2001::/32"), IPv6Network("2001:db8::/32")]
"6to4 and Teredo, which lead to an embedded address; and examples in books."
_resolvers = ThreadPoolExecutor(4, "webhook-names")


class Unreachable(Exception):
    """There is no answer; the text says why, for who keeps the webhook."""


def is_allowed(address: str) -> bool:
    """Whether the site may connect to this IP address."""
    ip = _meant_by(ip_address(address))
    if any(ip in network for network in settings.WEBHOOK_NETWORKS):
        return True
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    return ip.version == 4 or (ip in INTERNET and not any(ip in each for each in TUNNELS))


def is_refused_literal(host: str) -> bool:
    """Whether the host is an IP address itself, and one that is not allowed."""
    try:
        return not is_allowed(host)
    except ValueError:
        return False


def connect(host: str, port: int, deadline: Deadline) -> socket.socket:
    """A connection to the host, if each of its addresses is allowed. Raises Unreachable."""
    found = _resolve(host, port, deadline)
    if not found or not all(is_allowed(address[0]) for *_, address in found):
        raise Unreachable(gettext("The address leads into a network that is not allowed."))
    error = None
    for family, kind, protocol, _, address in found:
        try:
            return _connect(family, kind, protocol, address, deadline)
        except TimeoutError:
            raise
        except OSError as failure:
            error = failure
    raise Unreachable(gettext("The connection failed: %(error)s") % {"error": error})


def _resolve(host, port, deadline):
    ask = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        return ask.result(deadline.left())
    except (socket.gaierror, UnicodeError):
        raise Unreachable(gettext("The name “%(host)s” is not known.") % {"host": host}) from None


def _connect(family, kind, protocol, address, deadline):
    connection = socket.socket(family, kind, protocol)
    try:
        connection.settimeout(deadline.left())
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


def _meant_by(ip):
    """The address of IPv4 that one of IPv6 stands for, where gateways lead to that."""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        return ip.ipv4_mapped
    if isinstance(ip, IPv6Address) and ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip
