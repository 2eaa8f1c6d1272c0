from django.contrib import admin

from rooms.admin.view_only import ViewOnly
from rooms.models import SocketPass, Token, TokenFamily


@admin.register(Token)
class TokenAdmin(ViewOnly):
    """Made and revoked in the profile, those of bots on the dashboard."""

    list_display = ["name", "user", "hint", "scopes", "ends_at", "last_used_at", "revoked_at"]
    list_filter = ["created_at", "revoked_at"]
    list_select_related = ["user"]
    search_fields = ["name", "hint", "user__username_key", "user__display_name"]


@admin.register(TokenFamily)
class TokenFamilyAdmin(ViewOnly):
    list_display = ["user", "created_at", "refreshed_at", "ended_at"]
    list_filter = ["created_at", "ended_at"]
    list_select_related = ["user"]
    search_fields = ["user__username_key", "user__display_name"]


@admin.register(SocketPass)
class SocketPassAdmin(ViewOnly):
    list_display = ["token", "family", "created_at"]
    list_filter = ["created_at"]
    list_select_related = ["token", "family__user"]
    search_fields = ["token__name", "token__user__username_key", "family__user__username_key"]
