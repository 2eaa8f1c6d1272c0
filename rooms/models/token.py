"""Tokens that programs act with, for as long as they are wanted."""

import re
import secrets
import string
import zlib
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.live.compiled import CompiledQuery, Param, columns, instance
from rooms.models.audit import record
from rooms.models.secret import HasSecret, HasSecretQuerySet, digest_of
from rooms.models.user import User
from rooms.models.validators import validate_visible

PREFIX = "hearth_"
LETTERS = string.digits + string.ascii_letters
SECRET_LENGTH, CHECK_LENGTH = 36, 6
FORMAT = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{SECRET_LENGTH}}})([0-9A-Za-z]{{{CHECK_LENGTH}}})")
"What a scanner of sources searches for; the last letters are a CRC-32 of those before."

READ, WRITE, NOTIFY, COUNTERS, MANAGE = "read", "write", "notify", "counters", "manage"
SUPPORT = "support"
SCOPES = [
    (READ, _("Read rooms, people, notifications and counters")),
    (WRITE, _("Write messages, edit and delete them, react, follow threads, be seen as typing")),
    (NOTIFY, _("Notify people")),
    (COUNTERS, _("Bump counters")),
    (MANAGE, _("Manage rooms, set counters, read the audit log")),
    (SUPPORT, _("Read and answer conversations of the support desk")),
]
EVERY_SCOPE = frozenset(dict(SCOPES))


def scopes_for(user):
    """Those that a token of this user can have."""
    return [each for each in SCOPES if each[0] != SUPPORT or user.is_agent]


class Issued(NamedTuple):
    """A new token, and its secret, which is shown once and not stored."""

    token: "Token"
    secret: str


class TokenQuerySet(HasSecretQuerySet):
    @transaction.atomic
    def issue(self, user, name, scopes, ends_at=None):
        """Make a token that acts as the user. Returns what was Issued."""
        secret = new_secret()
        token = self.create(
            user=user,
            name=name,
            scopes=[scope for scope in dict(SCOPES) if scope in scopes],
            digest=digest_of(secret),
            hint=secret[: len(PREFIX) + 4],
            ends_at=ends_at,
        )
        record("token made", on=user, detail=f"{name}: {', '.join(token.scopes)}")
        return Issued(token, secret)

    def valid(self):
        """Those that are neither revoked nor over. Whether their users have access is not asked."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), revoked_at=None)

    def of_secret(self, secret):
        """The valid token of that secret, with its user and their owner, or None."""
        if not is_well_formed(secret):
            return None
        rows = _with_users(digest=digest_of(secret))
        token = _loaded(*rows[0]) if rows else None
        return token if token and not token.is_over else None


class Token(HasSecret):
    """What a program acts with as somebody, within its scopes; stored as a digest."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=60, validators=[validate_visible])
    scopes = models.JSONField(_("scopes"), default=list)
    hint = models.CharField(
        max_length=20, editable=False, help_text=_("How it begins, to tell tokens apart.")
    )
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    def __str__(self):
        return f"{self.name} ({self.hint}…)"

    @property
    def is_over(self):
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def scope_names(self):
        """What it may do, in words."""
        return [text for scope, text in SCOPES if scope in self.scopes]

    @transaction.atomic
    def revoke(self):
        """End it at once, everywhere; open sockets of its user check again."""
        is_new = Token.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())
        if is_new:
            record("token revoked", on=self.user, detail=self.name)
            self.user.advance()


OWNER_COLUMNS = ["id", "is_active"]


@CompiledQuery
def _with_users():
    tokens = Token.objects.filter(digest=Param("digest"), revoked_at=None)
    user = [f"user__{name}" for name in columns(User)]
    owner = [f"user__owner__{name}" for name in OWNER_COLUMNS]
    return tokens.values_list(*owner, *columns(Token), *user)


def _loaded(*row):
    """The token with its user and what decides their owner's access."""
    owner, row, names = row[:2], row[2:], columns(Token)
    token = instance(Token, names, row[: len(names)])
    token.user = instance(User, columns(User), row[len(names) :])
    if token.user.owner_id:
        token.user.owner = instance(User, OWNER_COLUMNS, owner)
    return token


def new_secret():
    secret = "".join(secrets.choice(LETTERS) for _ in range(SECRET_LENGTH))
    return f"{PREFIX}{secret}{_check_of(secret)}"


def is_well_formed(secret):
    """Whether it has the form of a token; a typing error is found without the database."""
    match = FORMAT.fullmatch(secret)
    return bool(match) and match[2] == _check_of(match[1])


def _check_of(secret):
    number, letters = zlib.crc32(secret.encode()), ""
    while len(letters) < CHECK_LENGTH:
        number, rest = divmod(number, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters
