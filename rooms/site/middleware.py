"""What holds for every request, most of it for those of somebody who is signed in."""

from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import get_user
from django.shortcuts import render
from django.utils import timezone, translation

from rooms.live.actor import as_actor
from rooms.live.client_address import address_of_request
from rooms.live.post_door import refused
from rooms.live.rate import Rate
from rooms.live.refusal import Refused, log_refusal

FORMS = Rate(120, 10)
"For all forms of one person together. Actions have rates of their own, which are reached first."


PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "usb"),
    )
)
"What pages of the site never use, and no script in them may."


def isolation(get_response):
    """Keep other sites from embedding what is served here, and pages from using devices."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


def language_and_time_zone(get_response):
    """Answer in the language and time zone of the person who asks."""

    def middleware(request):
        user = request.user = get_user(request)  # Django's lazy object is slower
        if not user.is_authenticated:
            return get_response(request)
        with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
            return get_response(request)

    return middleware


def no_store(get_response):
    """Have no browser keep what a person sees: after sign-out, Back shows nothing of it."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def audit_actor(get_response):
    """Record request.user as the audit actor, lazily, without a query."""

    def middleware(request):
        with as_actor(request.user, address_of_request(request)):
            return get_response(request)

    return middleware


def rate_of_forms(get_response):
    """Limit the forms of each person: those of settings, of the dashboard and of Django's admin."""

    def middleware(request):
        if request.method == "POST" and request.user.is_authenticated:
            try:
                FORMS.check("form", request.user.pk)
            except Refused as refusal:
                log_refusal(request.user.pk, "form", str(refusal))
                page = render(request, "429.html", {"text": str(refusal)})
                return refused(page, refusal)
        return get_response(request)

    return middleware
