"""Django's own events of signing in and out, for the audit log. Connected in apps.py."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from rooms.models import record
from rooms.models.audit import record_from_outside


def connect():
    for signal, put_down in (
        (user_logged_in, signed_in),
        (user_logged_out, signed_out),
        (user_login_failed, failed),
    ):
        signal.connect(put_down, dispatch_uid=f"audit.{put_down.__name__}")


def signed_in(sender, user, **kwargs):
    record("signed in", actor=user)


def signed_out(sender, user, **kwargs):
    if user:
        record("signed out", actor=user)


def failed(sender, credentials, **kwargs):
    """The name that was tried is kept, the password never."""
    record_from_outside("sign-in failed", on=str(credentials.get("username", ""))[:60])
