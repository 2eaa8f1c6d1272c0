"""What staff announce: all of it, a new one, other words, and an end to it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dashboard.access import staff_only
from dashboard.moderation.forms import AnnouncementForm
from rooms.models import Announcement
from rooms.site.sidebar import sidebar_for

PAST_SHOWN = 20


@staff_only
@require_GET
def announcements(request):
    everything = Announcement.objects.select_related("author", "group", "room", "person")
    past = Paginator(everything.past(), PAST_SHOWN).get_page(request.GET.get("page"))
    context = {
        "in_force": everything.in_force(),
        "planned": everything.planned().reverse(),
        "past": past,
        "sidebar": sidebar_for(request.user),
    }
    return render(request, "dashboard/moderation/announcements.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def new(request):
    form = AnnouncementForm(request.user, request.POST or None)
    if form.is_valid() and form.save():
        return _done(request, "Announced.")
    return _form_page(request, form)


@staff_only
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    announcement = _current(pk)
    form = AnnouncementForm(request.user, request.POST or None, announcement=announcement)
    if form.is_valid() and form.save():
        return _done(request, "Saved.")
    return _form_page(request, form)


@staff_only
@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    announcement = _current(pk)
    if request.method == "POST":
        announcement.withdraw()
        return _done(request, "Withdrawn.")
    context = {"announcement": announcement, "sidebar": sidebar_for(request.user)}
    return render(request, "dashboard/moderation/announcement_withdraw.html", context)


def _current(pk):
    """One that is in force or planned; what is over stays as it was."""
    return get_object_or_404(Announcement.objects.current(), pk=pk)


def _done(request, words):
    messages.success(request, words)
    return redirect("announcements")


def _form_page(request, form):
    context = {"form": form, "sidebar": sidebar_for(request.user)}
    status = 422 if form.errors else 200
    return render(request, "dashboard/moderation/announcement_form.html", context, status=status)
