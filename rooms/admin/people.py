from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from rooms import permissions
from rooms.accounts.sign_in import AdminSignInForm
from rooms.models import User, record
from rooms.models.group import check_name

IN_THE_ADMINISTRATION = "in the administration"
admin.site.login_form = AdminSignInForm

AUDIT_VERBS = {
    "is_active": ("person deactivated", "person reactivated"),
    "is_staff": ("staff unmade", "staff made"),
}
RIGHTS = ["is_superuser", "groups", "user_permissions"]
READ_ONLY = [*AUDIT_VERBS, *RIGHTS]
"What only superusers change; staff have the dashboard for it, and its rules."


def record_changes(form):
    """Record what the form has changed of a person, rights one by one."""
    person, given = form.instance, form.cleaned_data
    for name in form.changed_data:
        if name in AUDIT_VERBS:
            record(AUDIT_VERBS[name][given[name]], on=person, detail=IN_THE_ADMINISTRATION)
        elif name in RIGHTS:
            value = given[name] if name == "is_superuser" else ", ".join(map(str, given[name]))
            record("right changed", on=person, detail=f"{form.fields[name].label}: {value}")
    rest = [name for name in form.changed_data if name not in {*AUDIT_VERBS, *RIGHTS}]
    if rest:
        record("admin changed", on=person, detail=", ".join(rest))


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People are deactivated, never deleted: their messages stay theirs.

    Nobody gets rights here from who is no superuser.
    """

    list_display = ["display_name", "username", "is_active", "is_staff", "kind", "last_login"]
    list_display_links = ["display_name", "username"]
    list_filter = ["is_active", "is_staff", "is_superuser", "kind"]
    search_fields = ["display_name", "username_key", "email"]
    ordering = ["display_name"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Profile"), {"fields": ["display_name", "email", "time_zone", "language", "hue"]}),
        (
            _("Rights"),
            {"fields": ["is_active", "is_staff", "is_superuser", "kind", "owner"]},
        ),
        (_("Rights in the administration"), {"fields": ["groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
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
    readonly_fields = ["kind", "owner", "last_login", "date_joined"]

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        is_theirs = obj is None or permissions.can_administer(request.user, obj)
        return is_theirs and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        rights = [] if request.user.is_superuser else READ_ONLY
        return [*super().get_readonly_fields(request, obj), *rights]

    def changeform_view(self, *args, **kwargs):
        try:
            return super().changeform_view(*args, **kwargs)
        except IntegrityError:  # of a username that was taken meanwhile, which the form says now
            return super().changeform_view(*args, **kwargs)

    def save_model(self, request, obj, form, change):
        """Store only what was changed, as other columns change meanwhile."""
        if not change:
            obj.save()
            obj.memberships.join_open_rooms()
            record("person added", on=obj, detail=IN_THE_ADMINISTRATION)
            return
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=columns.intersection(form.changed_data))
        obj.advance()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change:
            record_changes(form)

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):
        """A new password closes the pages that were opened with the old one."""
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 302:
            User.objects.get(pk=id).password_changed()
        return response


admin.site.unregister(Group)


class TeamForm(forms.ModelForm):
    def clean_name(self):
        """A name from before a rule stays valid until it is changed."""
        name = self.cleaned_data["name"]
        if name != self.instance.name:
            check_name(name, self.instance)
        return name


@admin.register(Group)
class TeamAdmin(GroupAdmin):
    """Django's own, changed by superusers; its changes are recorded as changes of rights."""

    form = TeamForm

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        given = ", ".join(map(str, form.cleaned_data["permissions"])) or "none"
        record("right changed", on=f"the group {form.instance}", detail=given)

    @transaction.atomic
    def delete_model(self, request, obj):
        record("right changed", on=f"the group {obj}", detail="deleted")
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for group in queryset:
            self.delete_model(request, group)
