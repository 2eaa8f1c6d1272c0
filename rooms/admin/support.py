from django.contrib import admin

from rooms.admin.view_only import ViewOnly
from rooms.models import (
    SupportDesk,
    SupportDuty,
    SupportNote,
    SupportReply,
    SupportSubject,
    SupportTag,
    Ticket,
)


@admin.register(Ticket)
class TicketAdmin(ViewOnly):
    """Moved at /dashboard/support/, where each move is hinted and recorded."""

    list_display = ["guest", "state", "agent", "subject", "created_at", "waiting_since", "rating"]
    list_filter = ["state", "subject", "tags", "rating", "created_at"]
    list_select_related = ["guest", "agent", "subject"]
    search_fields = ["guest__display_name", "agent__display_name", "email", "room__slug"]


@admin.register(SupportNote)
class SupportNoteAdmin(ViewOnly):
    list_display = ["ticket", "author", "created_at"]
    list_filter = ["created_at"]
    list_select_related = ["ticket__guest", "ticket__room", "author"]
    search_fields = ["body", "author__display_name"]


@admin.register(SupportReply)
class SupportReplyAdmin(ViewOnly):
    list_display = ["title", "body"]
    search_fields = ["title", "body"]


@admin.register(SupportDesk)
class SupportDeskAdmin(ViewOnly):
    """Changed at /dashboard/support/settings/."""

    list_display = ["__str__", "time_zone", "most_per_agent", "assigns"]


@admin.register(SupportSubject)
class SupportSubjectAdmin(ViewOnly):
    list_display = ["name", "is_offered"]
    list_filter = ["is_offered"]
    search_fields = ["name"]


@admin.register(SupportTag)
class SupportTagAdmin(ViewOnly):
    list_display = ["name"]
    search_fields = ["name"]


@admin.register(SupportDuty)
class SupportDutyAdmin(ViewOnly):
    list_display = ["agent", "since"]
    list_select_related = ["agent"]
    search_fields = ["agent__username_key", "agent__display_name"]
