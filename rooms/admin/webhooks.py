from django.contrib import admin

from rooms.admin.view_only import ViewOnly
from rooms.models import IncomingWebhook, Webhook, WebhookDelivery


@admin.register(Webhook)
class WebhookAdmin(ViewOnly):
    """Made and removed on the page of the bot's webhooks."""

    list_display = ["bot", "events", "room", "host", "created_at", "failures", "rests_until"]
    fields = ["bot", "events", "room", "host", "created_at", "failures", "rests_until"]
    list_filter = ["events", "created_at"]
    list_select_related = ["bot", "room"]
    search_fields = ["bot__username_key", "bot__display_name"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ViewOnly):
    """Sent again on the dashboard."""

    list_display = ["webhook", "message_id", "tries", "tried_at", "code", "error", "delivered_at"]
    fields = ["webhook", "message_id", "tries", "tried_at", "code", "milliseconds", "error"]
    list_filter = ["began_at", "code"]
    list_select_related = ["webhook__bot"]
    search_fields = ["webhook__bot__username_key", "webhook__bot__display_name"]


@admin.register(IncomingWebhook)
class IncomingWebhookAdmin(ViewOnly):
    """Made and revoked at the room's settings."""

    list_display = ["bot", "room", "maker", "hint", "last_used_at", "revoked_at"]
    list_filter = ["created_at", "revoked_at"]
    list_select_related = ["bot", "room", "maker"]
    search_fields = ["bot__display_name", "room__name", "hint"]
