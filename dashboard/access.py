import logging
from functools import wraps
from ipaddress import ip_address
from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseForbidden

from rooms import permissions
from rooms.chat.access import refuse_unless

logger = logging.getLogger(__name__)


def staff_only(view):
    """Staff may; others get 403, and who is signed out is asked to sign in."""

    @login_required
    @wraps(view)
    def check_first(request, *args, **kwargs):
        refuse_unless(permissions.may_announce(request.user), "Only staff can do this.")
        return view(request, *args, **kwargs)

    return check_first


def scrapers_only(view):
    """Who shows METRICS_TOKEN or calls from METRICS_NETWORKS may; others get 403.

    With neither of them set there is nothing here: 404.

    The network is that of the connection itself: X-Forwarded-For is not read, as everyone can
    write it. So behind a proxy all requests come from the proxy's own address. Never list that
    one, it would let everybody in: use the token there.
    """

    @wraps(view)
    def check_first(request):
        if not (settings.METRICS_TOKEN or settings.METRICS_NETWORKS):
            raise Http404
        if _bears_token(request) or _calls_from_within(request):
            return view(request)
        logger.warning("Refused /metrics to %s", request.META.get("REMOTE_ADDR"))
        return HttpResponseForbidden("Not without the token.\n", content_type="text/plain")

    return check_first


def _bears_token(request):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = settings.METRICS_TOKEN
    is_same = compare_digest(token.strip().encode(), known.encode())
    return bool(known) and scheme.lower() == "bearer" and is_same


def _calls_from_within(request):
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in settings.METRICS_NETWORKS)
