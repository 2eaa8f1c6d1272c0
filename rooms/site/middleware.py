from zoneinfo import ZoneInfo

from asgiref.sync import async_to_sync
from django.contrib.auth.middleware import get_user
from django.utils import timezone, translation

from rooms.live.actor import acting
from rooms.live.client_address import address_of
from rooms.site.health import up


def up_under_any_name(get_response):
    """Answer /up before names and sessions matter: load balancers ask by address."""

    def middleware(request):
        if request.path == "/up":
            return async_to_sync(up)(request)
        return get_response(request)

    return middleware


def in_the_viewers_words(get_response):
    """Answer in the language and the time zone of the person who asks."""

    def middleware(request):
        user = request.user = get_user(request)  # not Django's slow stand-in for it
        if not user.is_authenticated:
            return get_response(request)
        with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
            return get_response(request)

    return middleware


def on_the_viewers_behalf(get_response):
    """What is done meanwhile is an act of the person who asks, whom nobody looks up for it."""

    def middleware(request):
        with acting(request.user, address_of(request)):
            return get_response(request)

    return middleware
