"""Short-lived tokens: an access token of five minutes, and a refresh token for the next pair."""

from typing import NamedTuple

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from rooms.api import signing
from rooms.live.refusal import Refused
from rooms.models import TokenFamily

OVER = _("This token is not valid, or no longer.")


class Access(AccessToken):
    @property
    def token_backend(self):
        return signing.backend()


class Refresh(RefreshToken):
    access_token_class = Access

    @property
    def token_backend(self):
        return signing.backend()


class Pair(NamedTuple):
    access: str
    refresh: str


def begin(user):
    """The first Pair of a new family."""
    return _pair_of(TokenFamily.objects.begin(user))


def refresh(token):
    """The next Pair; the refresh token is used up. Raises Refused, which ends the family if the
    token was used before."""
    family, claims = family_of(token, Refresh)
    if not family.rotate(claims["jti"]):
        raise Refused(OVER, status=401)
    return _pair_of(family)


def end(token):
    """End the family of the refresh token. Raises Refused for one that is not valid."""
    family, _ = family_of(token, Refresh)
    family.end()


def family_of(token, kind):
    """The valid TokenFamily of a token of that kind, with its user, and what the token says.

    Raises Refused.
    """
    try:
        claims = kind(token)
        families = TokenFamily.objects.valid().select_related("user__owner")
        family = families.get(pk=claims["family"], user=claims["user_id"])
    except (TokenError, TokenFamily.DoesNotExist, KeyError, TypeError, ValueError):
        raise Refused(OVER, status=401) from None
    if not (family.user.has_access and is_signed_by(family.user, claims.get("session"))):
        raise Refused(OVER, status=401)
    return family, claims


def session_of(user):
    """A digest of the present password and session salt, which tokens carry."""
    return _digest(user.get_session_auth_hash())


def is_signed_by(user, session):
    """Whether the password is still the one that the family began with."""
    present = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(_digest(each), str(session)) for each in present)


def _pair_of(family):
    token = Refresh()
    token["jti"] = family.current
    token["user_id"], token["family"] = family.user_id, family.pk
    token["session"] = session_of(family.user)
    access = token.access_token
    return Pair(str(access), str(token))


def _digest(session_hash):
    return salted_hmac("rooms.api.session", session_hash, "").hexdigest()[:32]
