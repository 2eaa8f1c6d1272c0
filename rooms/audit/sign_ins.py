"""Records sign-ins and sign-outs in the audit log, from Django's signals. Connected in apps.py."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from rooms.models import record
from rooms.models.audit import record_limited


def connect():
    for signal, receiver in (
        (user_logged_in, signed_in),
        (user_logged_out, signed_out),
        (user_login_failed, failed),
    ):
        signal.connect(receiver, dispatch_uid=f"audit.{receiver.__name__}")


def signed_in(sender, user, **kwargs):
    record("signed in", actor=user)


def signed_out(sender, user, **kwargs):
    if user:
        record("signed out", actor=user)


def failed(sender, credentials, **kwargs):
    """Record the username that was tried, never the password."""
    record_limited("sign-in failed", on=str(credentials.get("username", ""))[:60])
