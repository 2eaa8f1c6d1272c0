"""Who connects: the users of many sockets at once, by the sessions in their cookies."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from rooms.models import User

DEFAULTS = (
    "django.contrib.sessions.backends.db",
    ["django.contrib.auth.backends.ModelBackend"],
)


class Visitor(NamedTuple):
    """A User or AnonymousUser; `signature` is that of the password in the session."""

    user: Any = AnonymousUser()
    session_key: str | None = None
    signature: str = ""


NOBODY = Visitor()


def visitors_of(scopes):
    """The Visitor of each ASGI scope; two queries for all of them."""
    keys = [_session_key(scope) for scope in scopes]
    uses_defaults = (settings.SESSION_ENGINE, settings.AUTHENTICATION_BACKENDS) == DEFAULTS
    found = (_by_two_queries if uses_defaults else _one_by_one)({key for key in keys if key})
    return [found.get(key, NOBODY) for key in keys]


def _session_key(scope):
    cookie = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    key = parse_cookie(cookie.decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")
    return key if key.isascii() and key.isalnum() else None


def _by_two_queries(keys):
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    read = SessionStore().decode
    sessions = {key: read(data) for key, data in rows.values_list("session_key", "session_data")}
    people = User.objects.active().in_bulk({_user_id(each) for each in sessions.values()} - {None})
    visitors = {}
    for key, session in sessions.items():
        user = people.get(_user_id(session))
        if signature := user and _signature(user, session.get(HASH_SESSION_KEY)):
            visitors[key] = Visitor(user, key, signature)
    return visitors


def _user_id(session):
    if session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS:
        return User._meta.pk.to_python(session.get(SESSION_KEY))
    return None


def _signature(user, in_session):
    """The user's present one, if the session's was made with this key or an earlier one."""
    signature = user.get_session_auth_hash()
    if in_session and (
        constant_time_compare(in_session, signature)
        or any(
            constant_time_compare(in_session, earlier)
            for earlier in user.get_session_auth_fallback_hash()
        )
    ):
        return signature
    return None


def _one_by_one(keys):
    """As Django does it, where a site has other settings than the defaults."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    visitors = {}
    for key in keys:
        session = store(key)
        user = get_user(SimpleNamespace(session=session))
        if user.is_authenticated:
            signature = session.get(HASH_SESSION_KEY)
            visitors[key] = Visitor(user, session.session_key, signature)
    return visitors
