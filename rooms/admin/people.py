"""The administration: every noun, and changes only through the verbs that keep its rules."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db import transaction

from rooms.models import (
    Announcement,
    AnnouncementReading,
    AuditEntry,
    Connection,
    Counter,
    CounterBump,
    Membership,
    Message,
    Notification,
    Room,
    Site,
    User,
    record,
)


class ViewOnly(admin.ModelAdmin):
    """To look at. What changes it lives on the site's own pages."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


IN_THE_ADMINISTRATION = "in the administration"
SWITCHES = {
    "is_active": ("person deactivated", "person reactivated"),
    "is_staff": ("staff unmade", "staff made"),
}
RIGHTS = ["is_superuser", "groups", "user_permissions"]


def record_changes(form):
    """Put down what the form has changed of a person, rights one by one."""
    person, given = form.instance, form.cleaned_data
    for name in form.changed_data:
        if name in SWITCHES:
            record(SWITCHES[name][given[name]], on=person, detail=IN_THE_ADMINISTRATION)
        elif name in RIGHTS:
            value = given[name] if name == "is_superuser" else ", ".join(map(str, given[name]))
            record("right changed", on=person, detail=f"{form.fields[name].label}: {value}")
    rest = [name for name in form.changed_data if name not in {*SWITCHES, *RIGHTS}]
    if rest:
        record("admin changed", on=person, detail=", ".join(rest))


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People are deactivated, never deleted: what they said stays theirs."""

    list_display = ["display_name", "username", "is_active", "is_staff", "is_bot", "last_login"]
    list_display_links = ["display_name", "username"]
    list_filter = ["is_active", "is_staff", "is_superuser", "is_bot"]
    search_fields = ["display_name", "username", "email"]
    ordering = ["display_name"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Profile", {"fields": ["display_name", "email", "time_zone", "language", "hue"]}),
        (
            "Rights",
            {"fields": ["is_active", "is_staff", "is_superuser", "is_bot"]},
        ),
        ("Rights in the administration", {"fields": ["groups", "user_permissions"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "display_name", "usable_password", "password1", "password2"],
            },
        )
    ]
    readonly_fields = ["last_login", "date_joined"]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Write what was changed and no more, as the rest of the row moves meanwhile."""
        if not change:
            obj.save()
            Room.objects.open().active().let_in(obj)
            record("person added", on=obj, detail=IN_THE_ADMINISTRATION)
            return
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=columns.intersection(form.changed_data))
        obj.changed()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change:
            record_changes(form)

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):
        """A new password ends the pages that were opened with the old one."""
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 302:
            User.objects.get(pk=id).password_changed()
        return response


admin.site.unregister(Group)


@admin.register(Group)
class TeamAdmin(GroupAdmin):
    """Django's own, whose changes are changes of rights."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        permissions = ", ".join(map(str, form.cleaned_data["permissions"])) or "none"
        record("right changed", on=f"the group {form.instance}", detail=permissions)

    @transaction.atomic
    def delete_model(self, request, obj):
        record("right changed", on=f"the group {obj}", detail="deleted")
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for group in queryset:
            self.delete_model(request, group)


@admin.register(Room)
class RoomAdmin(ViewOnly):
    """Name and purpose can be changed, also of rooms that one is not in."""

    list_display = ["__str__", "slug", "kind", "posts", "last_posted_at", "archived_at"]
    list_filter = ["kind", ("archived_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "slug", "purpose", "members__username", "members__display_name"]
    fields = [
        "name",
        "purpose",
        "slug",
        "kind",
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
        is_direct = obj is not None and obj.is_direct
        return not is_direct and admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if "name" in form.base_fields:
            form.base_fields["name"].required = True
        return form

    def save_model(self, request, obj, form, change):
        obj.rename(obj.name, obj.purpose)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Added and deleted as on the site, so that open pages notice; never changed by hand."""

    list_display = ["user", "room", "joined_at", "read_seq"]
    list_filter = ["room__kind"]
    list_select_related = ["user", "room"]
    search_fields = ["user__username", "user__display_name", "room__name", "room__slug"]
    fields = ["room", "user"]
    autocomplete_fields = ["room", "user"]

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.room.add(obj.user)
        obj.pk = obj.room.memberships.get(user=obj.user).pk

    def delete_model(self, request, obj):
        obj.room.remove(obj.user)

    def delete_queryset(self, request, queryset):
        for place in queryset.select_related("room", "user"):
            self.delete_model(request, place)


@admin.register(Message)
class MessageAdmin(ViewOnly):
    """Edited and deleted in the room, where each change takes the room's next number."""

    list_display = ["__str__", "room", "created_at", "edited_at", "deleted_at"]
    list_filter = ["created_at", ("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["author", "room"]
    date_hierarchy = "created_at"
    search_fields = ["body", "author__username", "author__display_name", "room__name"]
    show_full_result_count = False


@admin.register(Notification)
class NotificationAdmin(ViewOnly):
    list_display = ["user", "kind", "text", "created_at", "read_at"]
    list_filter = ["kind", "created_at", ("read_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["text", "user__username", "user__display_name"]


@admin.register(Announcement)
class AnnouncementAdmin(ViewOnly):
    """Written, edited and withdrawn at /dashboard/announcements/, which open pages notice."""

    list_display = ["__str__", "level", "audience_name", "starts_at", "ends_at", "withdrawn_at"]
    list_filter = ["level", "audience", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["group", "room", "person"]
    date_hierarchy = "starts_at"
    search_fields = ["text", "author__username", "room__name", "group__name", "person__username"]


@admin.register(AnnouncementReading)
class AnnouncementReadingAdmin(ViewOnly):
    list_display = ["announcement", "user", "created_at"]
    list_select_related = ["announcement", "user"]
    search_fields = ["announcement__text", "user__username", "user__display_name"]


@admin.register(Connection)
class ConnectionAdmin(ViewOnly):
    list_display = ["user", "room", "process", "opened_at", "seen_at"]
    list_filter = ["seen_at"]
    list_select_related = ["user", "room"]
    search_fields = ["user__username", "user__display_name", "room__slug", "process"]


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
    date_hierarchy = "created_at"
    search_fields = ["counter__name", "actor__username", "actor__display_name"]
    show_full_result_count = False


@admin.register(Site)
class SiteAdmin(ViewOnly):
    """The epoch can be changed, which is due after a backup was restored."""

    list_display = ["__str__", "epoch"]
    fields = ["epoch", "invitation_token"]
    readonly_fields = ["invitation_token"]

    def has_change_permission(self, request, obj=None):
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def save_model(self, request, obj, form, change):
        """Write the epoch and no more, as the row counts the announcements meanwhile."""
        obj.save(update_fields=["epoch"])
        record("admin changed", on=obj, detail="epoch")


@admin.register(AuditEntry)
class AuditEntryAdmin(ViewOnly):
    """Read with filters at /dashboard/audit/."""

    list_display = ["at", "who", "verb", "target", "detail", "address"]
    list_filter = ["verb", "at"]
    date_hierarchy = "at"
    search_fields = ["actor__username", "actor_name", "target", "detail", "address"]
    show_full_result_count = False
