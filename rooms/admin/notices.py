from django.contrib import admin

from rooms.admin.view_only import ViewOnly
from rooms.models import Announcement, AnnouncementReading, Notification


@admin.register(Notification)
class NotificationAdmin(ViewOnly):
    list_display = ["user", "kind", "text", "created_at", "read_at"]
    list_filter = ["created_at", ("read_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["kind", "text", "user__username_key", "user__display_name"]


@admin.register(Announcement)
class AnnouncementAdmin(ViewOnly):
    """Written, edited and withdrawn at /dashboard/announcements/, which open pages notice."""

    list_display = ["__str__", "level", "audience_name", "starts_at", "ends_at", "withdrawn_at"]
    list_filter = ["level", "audience", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["group", "room", "person"]
    date_hierarchy = "starts_at"
    search_fields = [
        "text",
        "author__username_key",
        "room__name",
        "group__name",
        "person__username_key",
    ]


@admin.register(AnnouncementReading)
class AnnouncementReadingAdmin(ViewOnly):
    list_display = ["announcement", "user", "created_at"]
    list_select_related = ["announcement", "user"]
    search_fields = ["announcement__text", "user__username_key", "user__display_name"]
