"""The data of the charts: merged after an hour, deleted after a day."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from dashboard.models import Process, Sample
from rooms.live.jobs import job


@job("stats.prune", _("Merge and delete old samples and processes"), every=timedelta(minutes=1))
def prune():
    Sample.objects.downsample()
    Process.objects.prune()
