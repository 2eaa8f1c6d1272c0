"""Announcements for staff: list them, make one, edit it, withdraw it."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.access import staff_only
from dashboard.confirm import done
from dashboard.moderation.forms import AnnouncementForm
from rooms.models import Announcement
from rooms.site.search import paginate
from rooms.site.shell import shell_for

PAST_SHOWN = 20


@staff_only
@require_safe
def announcements(request):
    everything = Announcement.objects.select_related("author", "group", "room", "person")
    context = {
        "in_force": everything.in_force(),
        "planned": everything.planned().reverse(),
        "past": paginate(request, everything.past(), PAST_SHOWN),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/moderation/announcements.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    form = AnnouncementForm(request.user, request.POST or None)
    if form.is_valid() and form.save():
        return done(request, gettext("Your announcement is published."), "announcements")
    return _form_page(request, form)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    announcement = _current(pk)
    form = AnnouncementForm(request.user, request.POST or None, announcement=announcement)
    if form.is_valid() and form.save():
        return done(request, gettext("Your changes are saved."), "announcements")
    return _form_page(request, form)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    announcement = _current(pk)
    if request.method == "POST":
        announcement.withdraw()
        return done(request, gettext("You withdrew the announcement."), "announcements")
    context = {"announcement": announcement, "shell": shell_for(request.user)}
    return render(request, "dashboard/moderation/announcement_withdraw.html", context)


def _current(pk):
    """An announcement in force or planned; past ones cannot be changed."""
    return get_object_or_404(Announcement.objects.current(), pk=pk)


def _form_page(request, form):
    context = {"form": form, "shell": shell_for(request.user)}
    status = 422 if form.errors else 200
    return render(request, "dashboard/moderation/announcement_form.html", context, status=status)
