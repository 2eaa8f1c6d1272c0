from django.contrib import admin

from dashboard.models import Process, Sample
from rooms.admin import ViewOnly


@admin.register(Process)
class ProcessAdmin(ViewOnly):
    """Server processes; each reports once a second, and is deleted a day after it ended."""

    list_display = ["__str__", "started_at", "seen_at", "sockets", "memory", "lag", "database"]
    list_filter = ["seen_at", "host"]
    search_fields = ["name", "host", "pid"]


@admin.register(Sample)
class SampleAdmin(ViewOnly):
    """The data of the charts, deleted after a day."""

    list_display = ["at", "span", "people", "sockets"]
    list_filter = ["span", "at"]
    date_hierarchy = "at"
    show_full_result_count = False
