"""What is deleted once it is of no use, of whichever process."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from rooms.live.jobs import job
from rooms.models import Attempt, Connection, Job, SentForm


@job(
    "prune",
    _("Delete what is of no use any more"),
    every=timedelta(minutes=1),
)
def prune():
    Connection.objects.expired().prune()
    Attempt.objects.stale().delete()
    Job.objects.stale().delete()
    SentForm.objects.stale().delete()
