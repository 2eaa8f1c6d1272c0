"""What holds for every request, most of it for those of somebody who is signed in."""

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render, resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

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
    """Keep other sites from embedding what is served here."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def kept_files(get_response):
    """A file with a digest in its name is kept for good: nobody asks again whether it changed."""

    def middleware(request):
        response = get_response(request)
        if "immutable" in response.get("Cache-Control", ""):
            del response["ETag"], response["Last-Modified"]
        return response

    return middleware


def page_headers(get_response):
    """Keep pages from using devices, and from sharing a window with other sites.

    Files and parts of a page are answered before, and need no such headers.
    """

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response

    return middleware


def language_and_time_zone(get_response):
    """Answer in the language and time zone of the person who asks."""

    def middleware(request):
        # Django's lazy object is slower
        user = request.user = getattr(request, "guest", None) or get_user(request)
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


def whole_page_redirects(get_response):
    """Redirect the page where a request of htmx is redirected, not the part that it asked for.

    Whoever has to sign in comes back to that page. One that has sent something stays, as what
    was written is nowhere else.
    """

    def middleware(request):
        response = get_response(request)
        if not (request.htmx and isinstance(response, HttpResponseRedirectBase)):
            return response
        if urlsplit(response.url).path != resolve_url(settings.LOGIN_URL):
            return HttpResponseClientRedirect(response.url)
        if request.method == "POST":
            return render(request, "403.html", {"exception": _text_signed_out()}, status=403)
        page = request.htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(page).url)

    return middleware


def _text_signed_out():
    return gettext("You are signed out. Copy what you wrote, sign in again and send it then.")


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
