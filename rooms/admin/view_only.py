from django.contrib import admin

from rooms.admin.bounded_paginator import BoundedPaginator


class ViewOnly(admin.ModelAdmin):
    """Read only. The site's own pages have what changes it."""

    paginator = BoundedPaginator
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
