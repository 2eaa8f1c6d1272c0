"""The start and the end of an announcement: pages are hinted, bells show it or no longer do."""

from django.utils.translation import gettext_lazy as _

from rooms.live.jobs import job
from rooms.models import Announcement


@job("announcement.start", _("Start an announcement"))
def start(announcement):
    Announcement.objects.filter(pk=announcement).start_due()


@job("announcement.end", _("End an announcement"))
def end(announcement):
    Announcement.objects.filter(pk=announcement).end_due()
