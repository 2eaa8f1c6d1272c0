from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import get_user
from django.utils import timezone, translation

from rooms.live.actor import as_actor
from rooms.live.client_address import address_of_request


def language_and_time_zone(get_response):
    """Answer in the language and time zone of the person who asks."""

    def middleware(request):
        user = request.user = get_user(request)  # Django's lazy object is slower
        if not user.is_authenticated:
            return get_response(request)
        with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
            return get_response(request)

    return middleware


def audit_actor(get_response):
    """Record request.user as the audit actor, lazily, without a query."""

    def middleware(request):
        with as_actor(request.user, address_of_request(request)):
            return get_response(request)

    return middleware
