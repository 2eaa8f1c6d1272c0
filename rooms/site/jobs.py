"""What is deleted once it is of no use, of whichever process."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.live.jobs import job
from rooms.live.locks import waiting_at_most
from rooms.models import (
    Attempt,
    Connection,
    Job,
    SentForm,
    SocketPass,
    TokenFamily,
    WebhookDelivery,
)

PORTION = 1_000
"Sessions that are deleted at a time: a site may have gathered many, and SQLite has one writer."

SCRUB_WAIT = 0.1
"Seconds for which emptying the log may keep others from writing; a minute later it tries again."


@job(
    "prune",
    _("Delete what is of no use any more"),
    every=timedelta(minutes=1),
)
def prune():
    Connection.objects.expired().prune()
    Session.objects.filter(pk__in=_expired_sessions()[:PORTION]).delete()
    Attempt.objects.stale().delete()
    Job.objects.stale().delete()
    SentForm.objects.stale().delete()
    SocketPass.objects.stale().delete()
    TokenFamily.objects.stale().delete()
    WebhookDelivery.objects.stale().delete()


def _expired_sessions():
    return Session.objects.filter(expire_date__lt=timezone.now()).values("pk")


@job(
    "scrub",
    _("Remove deleted texts from SQLite's log"),
    every=timedelta(minutes=1),
    in_transaction=False,
)
def scrub():
    """The database file loses a text at once (`secure_delete`), its log only when it is emptied."""
    if connection.vendor == "sqlite":
        with waiting_at_most(SCRUB_WAIT), connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
