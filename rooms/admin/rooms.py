from django.contrib import admin

from rooms.admin.bounded_paginator import BoundedPaginator
from rooms.admin.view_only import ViewOnly
from rooms.models import Membership, Message, Reaction, Room


@admin.register(Room)
class RoomAdmin(ViewOnly):
    """Name and purpose can be changed, also of rooms that one is not in."""

    list_display = ["__str__", "slug", "kind", "posts", "last_posted_at", "archived_at"]
    list_filter = ["kind", ("archived_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "slug", "purpose", "members__username_key", "members__display_name"]
    fields = [
        "name",
        "purpose",
        "slug",
        "kind",
        "parent",
        "creator",
        "created_at",
        "archived_at",
        "seq",
        "posts",
        "last_author",
        "last_posted_at",
    ]
    readonly_fields = fields[2:]

    def has_change_permission(self, request, obj=None):
        is_named = obj is None or obj.is_named
        return is_named and admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if "name" in form.base_fields:
            form.base_fields["name"].required = True
        return form

    def save_model(self, request, obj, form, change):
        obj.rename(obj.name, obj.purpose)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Added and deleted as on the site, which hints open pages; never changed by hand."""

    list_display = ["user", "room", "joined_at", "read_seq"]
    list_filter = ["room__kind"]
    list_select_related = ["user", "room"]
    search_fields = ["user__username_key", "user__display_name", "room__name", "room__slug"]
    fields = ["room", "user"]
    autocomplete_fields = ["room", "user"]
    paginator = BoundedPaginator
    show_full_result_count = False

    def get_queryset(self, request):
        """Without those of threads, which end with these."""
        return super().get_queryset(request).filter(of_room=None)

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.room.add_members(obj.user)
        obj.pk = obj.room.memberships.get(user=obj.user).pk

    def delete_model(self, request, obj):
        obj.room.remove_member(obj.user)

    def delete_queryset(self, request, queryset):
        for membership in queryset.select_related("room", "user"):
            self.delete_model(request, membership)


@admin.register(Message)
class MessageAdmin(ViewOnly):
    """Edited and deleted in the room, where each change takes its next number.

    Without a hierarchy of dates, for which every message would be read.
    """

    list_display = ["__str__", "room", "created_at", "edited_at", "deleted_at"]
    list_filter = ["created_at", ("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["author", "room"]
    search_fields = ["body", "author__username_key", "author__display_name", "room__name"]


@admin.register(Reaction)
class ReactionAdmin(ViewOnly):
    """Added and taken back in the room, where each change takes the message's next number."""

    list_display = ["emoji", "user", "message", "created_at"]
    list_filter = ["created_at"]
    list_select_related = ["user", "message__author"]
    search_fields = ["emoji", "user__username_key", "user__display_name"]
