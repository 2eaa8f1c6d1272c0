from django.contrib import admin

from rooms.admin.view_only import ViewOnly
from rooms.models import Counter, CounterBump


@admin.register(Counter)
class CounterAdmin(ViewOnly):
    """Made, edited and changed at /counters/, which open pages notice."""

    list_display = ["name", "slug", "value", "bumpers", "group", "room"]
    list_filter = ["bumpers"]
    list_select_related = ["group", "room"]
    search_fields = ["name", "slug", "group__name", "room__name"]


@admin.register(CounterBump)
class CounterBumpAdmin(ViewOnly):
    list_display = ["counter", "kind", "by", "value", "actor", "created_at"]
    list_filter = ["kind", "created_at"]
    list_select_related = ["counter", "actor"]
    search_fields = ["counter__name", "actor__username_key", "actor__display_name"]
