from django.contrib import admin

from dashboard.models import Process, Sample
from rooms.admin import ViewOnly


@admin.register(Process)
class ProcessAdmin(ViewOnly):
    """Each describes itself once a second; those that ended are forgotten after a day."""

    list_display = ["__str__", "started_at", "seen_at", "sockets", "memory", "lag", "database"]
    list_filter = ["seen_at", "host"]
    search_fields = ["name", "host", "pid"]


@admin.register(Sample)
class SampleAdmin(ViewOnly):
    """What the plots are drawn from; gone after a day."""

    list_display = ["at", "span", "people", "sockets"]
    list_filter = ["span", "at"]
    date_hierarchy = "at"
    show_full_result_count = False
