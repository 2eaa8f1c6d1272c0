from django.contrib import admin

from rooms.admin.view_only import ViewOnly
from rooms.models import Attempt, AuditEntry, Connection, Job, Site, record


@admin.register(Connection)
class ConnectionAdmin(ViewOnly):
    list_display = ["user", "room", "process", "opened_at", "seen_at"]
    list_filter = ["seen_at"]
    list_select_related = ["user", "room"]
    search_fields = ["user__username_key", "user__display_name", "room__slug", "process"]


@admin.register(Attempt)
class AttemptAdmin(ViewOnly):
    """Delete one to end its wait. Names and addresses are kept as digests only."""

    list_display = ["__str__", "failures", "last_at", "waits_until"]
    list_filter = ["last_at"]

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(Job)
class JobAdmin(ViewOnly):
    """Run again and dropped at /dashboard/jobs/."""

    list_display = ["__str__", "due", "tries", "error", "claimed_until", "failed_at"]
    list_filter = ["kind", "due", ("failed_at", admin.EmptyFieldListFilter)]
    search_fields = ["kind", "error"]


@admin.register(Site)
class SiteAdmin(ViewOnly):
    """The epoch can be changed, for a restored backup that no process of the site has seen."""

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
    list_filter = ["at"]
    search_fields = ["verb", "actor__username_key", "actor_name", "target", "detail", "address"]
