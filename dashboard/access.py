"""Who may open the dashboard, and who may read /metrics."""

import logging
from functools import wraps
from ipaddress import ip_address
from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseForbidden
from django.utils.translation import gettext

from rooms import permissions

logger = logging.getLogger(__name__)


def staff_only(view):
    """Allow staff; other people get 403, and a visitor is sent to the sign-in page."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        text = gettext("Only staff can do this.")
        permissions.require(permissions.can_announce(request.user), text)
        return view(request, *args, **kwargs)

    return guarded


def scrapers_only(view):
    """Allow requests with METRICS_TOKEN or from METRICS_NETWORKS; others get 403.

    Without either setting the view does not exist: 404.

    The network is compared with the address of the connection. X-Forwarded-For is ignored,
    because any client can write it. Behind a proxy every request has the proxy's address: never
    list that one, since it would admit everybody. Use the token there.
    """

    @wraps(view)
    def guarded(request):
        if not (settings.METRICS_TOKEN or settings.METRICS_NETWORKS):
            raise Http404
        if _has_token(request) or _is_in_networks(request):
            return view(request)
        logger.warning("Refused /metrics to %s", request.META.get("REMOTE_ADDR"))
        text = "Send the metrics token, or connect from an allowed network.\n"
        return HttpResponseForbidden(text, content_type="text/plain")

    return guarded


def _has_token(request):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = settings.METRICS_TOKEN
    is_same = compare_digest(token.strip().encode(), known.encode())
    return bool(known) and scheme.lower() == "bearer" and is_same


def _is_in_networks(request):
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in settings.METRICS_NETWORKS)
