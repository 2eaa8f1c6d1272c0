"""What is deleted once it is of no use, of whichever process."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.live.jobs import job
from rooms.models import Attempt, Connection, Job, SentForm

PORTION = 1_000
"Sessions that are deleted at a time: a site may have gathered many, and SQLite has one writer."


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


def _expired_sessions():
    return Session.objects.filter(expire_date__lt=timezone.now()).values("pk")
