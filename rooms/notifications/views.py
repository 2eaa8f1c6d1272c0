"""The list of notifications, following one, marking them as read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from rooms.live.best_effort import best_effort
from rooms.live.post_door import perform
from rooms.models.announced import announcements_for
from rooms.models.readable import readable
from rooms.notifications.actions import READ, READ_ALL
from rooms.notifications.bell import LATEST, entry_of
from rooms.site.search import paginate
from rooms.site.shell import shell_for


@login_required
@require_safe
def notifications(request):
    only_unread = "unread" in request.GET
    rows = readable(request.user.notifications.all())
    page = paginate(request, rows.unread() if only_unread else rows, LATEST)
    context = {
        "page": page,
        "entries": [entry_of(notification) for notification in page],
        "announced": announcements_for([request.user.pk])[request.user.pk],
        "only_unread": only_unread,
        "is_latest": page.number == 1 and not only_unread,
        "shell": shell_for(request.user),
    }
    return render(request, "notifications/notifications.html", context)


@login_required
@require_safe
def follow(request, pk):
    """Redirect to what it is about and mark it as read."""
    notification = get_object_or_404(readable(request.user.notifications.all()), pk=pk)
    best_effort(request.user.notifications.filter(pk=pk).mark_read)
    is_ours = url_has_allowed_host_and_scheme(notification.url, {request.get_host()})
    return redirect(notification.url if is_ours else "notifications")


@login_required
@require_POST
def read(request):
    """Mark one as read if the form names it, else all."""
    outcome = perform(READ if "notification" in request.POST else READ_ALL, request)
    if outcome.refusal and outcome.refusal.status in (429, 503):
        messages.error(request, outcome.error)
    return redirect("notifications")
