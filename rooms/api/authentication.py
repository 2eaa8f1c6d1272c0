"""Who a program acts as: from a bearer token, whichever door it comes through."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from rooms.api.token_pair import OVER, Access, family_of, is_signed_by
from rooms.live.refusal import Refused
from rooms.models import SocketPass, Token, TokenFamily, User
from rooms.models.token import EVERY_SCOPE, PREFIX

NO_TOKEN = _("Send a token: “Authorization: Bearer …”.")
NOT_FOR_PROGRAMS = _("Programs cannot do that; it takes a person at a page.")
PASS_OVER = _("This pass was used, or is older than half a minute.")
NO_SCOPE = _("This token has not the scope “%(scope)s”.")


class Principal(NamedTuple):
    """Somebody that a program acts as: by a long-lived token, or by one of a family."""

    user: User
    scopes: frozenset
    token: Token | None = None
    family: TokenFamily | None = None
    session: str = ""

    def require(self, scope: str) -> None:
        """Raise Refused (403) unless the token has the scope, such as that of an action."""
        if not scope:
            raise Refused(NOT_FOR_PROGRAMS, status=403)
        if scope not in self.scopes:
            refusal = Refused(NO_SCOPE % {"scope": scope}, status=403)
            refusal.scope = scope
            raise refusal


def authenticate(bearer: str) -> Principal:
    """The Principal of a bearer token. Raises Refused (401) with the same text for whatever is
    not taken. One query; it is asked at every request."""
    if not bearer:
        raise Refused(NO_TOKEN, status=401)
    return _by_token(bearer) if bearer.startswith(PREFIX) else _by_family(bearer)


def _by_token(secret):
    token = Token.objects.of_secret(secret)
    if not (token and token.user.has_access):
        raise Refused(OVER, status=401)
    token.note_use()
    return Principal(token.user, frozenset(token.scopes), token=token)


def _by_family(bearer):
    family, claims = family_of(bearer, Access)
    return Principal(family.user, EVERY_SCOPE, family=family, session=claims["session"])


def make_pass(principal: Principal) -> str:
    """The secret of a pass that opens one socket as this principal."""
    holder = {"token": principal.token, "family": principal.family, "session": principal.session}
    return SocketPass.objects.issue(**holder)


def authenticate_pass(secret: str) -> Principal:
    """The Principal of a pass, which is used up by it. Raises Refused (401)."""
    taken = SocketPass.objects.select_related("token__user__owner", "family__user__owner")
    found = taken.take(secret)
    if found is None:
        raise Refused(PASS_OVER, status=401)
    if found.token:
        scopes = frozenset(found.token.scopes)
        principal = Principal(found.token.user, scopes, token=found.token)
    else:
        user = found.family.user
        principal = Principal(user, EVERY_SCOPE, family=found.family, session=found.session)
    if ended_among([principal]):
        raise Refused(OVER, status=401)
    return principal


def ended_among(principals: list[Principal]) -> set[Principal]:
    """Those whose access has ended since, in two queries for all of them: for open sockets.

    The access token of a socket may run out meanwhile; its family decides.
    """
    tokens = Token.objects.valid().select_related("user__owner")
    tokens = tokens.in_bulk({each.token.pk for each in principals if each.token})
    families = TokenFamily.objects.valid().select_related("user__owner")
    families = families.in_bulk({each.family.pk for each in principals if each.family})
    return {each for each in principals if not _holds(each, tokens, families)}


def _holds(principal, tokens, families):
    if principal.token:
        found = tokens.get(principal.token.pk)
        return bool(found) and found.user.has_access
    found = families.get(principal.family.pk)
    return bool(found) and found.user.has_access and is_signed_by(found.user, principal.session)
