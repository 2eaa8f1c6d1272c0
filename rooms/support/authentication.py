"""Who a visitor of the support desk is: a guest, by signed cookies that only its addresses get.

The same value is in two cookies, as one has one path: one for pages, one for their sockets.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import parse_cookie
from django.utils.crypto import constant_time_compare, salted_hmac

from rooms.accounts.authentication import NOBODY, Visitor
from rooms.models import User

PAGES, SOCKETS = "/support/", "/ws/support/"
COOKIES = {"support": PAGES, "support_live": SOCKETS}
SALT = "rooms.support"
KEPT_FOR = 30 * 24 * 3600
"Seconds for which a browser knows its conversation; each visit begins them anew."


def guest_of(request):
    """The guest whose cookie the browser sent, or an AnonymousUser."""
    (guest,) = _guests([request.COOKIES.get("support", "")])
    return guest or AnonymousUser()


def guests_of(scopes):
    """The Visitor of each ASGI scope; one query for all of them."""
    found = _guests([_live_cookie(scope) for scope in scopes])
    return [
        Visitor(guest, None, guest.get_session_auth_hash()) if guest else NOBODY for guest in found
    ]


def remember(response, guest):
    """Let the browser know its conversation again."""
    value = signing.dumps([guest.pk, guest.session_salt], salt=SALT)
    for name, path in COOKIES.items():
        response.set_cookie(
            name,
            value,
            max_age=KEPT_FOR,
            path=path,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def secret_of(ticket):
    """What the link to come back by has; it ends with the guest's sessions."""
    return _secret(ticket, settings.SECRET_KEY)


def is_secret_of(ticket, text):
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_secret(ticket, key), text) for key in keys)


def _secret(ticket, key):
    value = f"{ticket.pk}:{ticket.guest.session_salt}"
    return salted_hmac(SALT, value, key, algorithm="sha256").hexdigest()[:40]


def _live_cookie(scope):
    cookie = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    return parse_cookie(cookie.decode("latin-1")).get("support_live", "")


def _guests(cookies):
    known = [_read(cookie) for cookie in cookies]
    if not any(known):
        return [None] * len(cookies)
    found = User.objects.active().filter(kind=User.GUEST)
    guests = found.in_bulk({pk for pk, _ in filter(None, known)})
    return [_signed_by(guests, *each) if each else None for each in known]


def _read(cookie):
    """(id, salt) of a cookie that this site has signed, else None."""
    try:
        pk, salt = signing.loads(cookie, salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk, salt


def _signed_by(guests, pk, salt):
    guest = guests.get(pk)
    return guest if guest and constant_time_compare(guest.session_salt, salt) else None
