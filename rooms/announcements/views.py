"""Following and dismissing an announcement."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from rooms.announcements.actions import READ
from rooms.live.best_effort import best_effort
from rooms.live.post_door import perform
from rooms.models.announced import find_announcement


@login_required
@require_safe
def follow(request, pk):
    """From the bell to the list of what is in force; marks it as read."""
    announcement = find_announcement(request.user, pk)
    if not announcement:
        raise Http404
    best_effort(announcement.mark_read, request.user)
    return redirect("notifications")


@login_required
@require_POST
def read(request, pk):
    """Mark it as read; 404 for what is not announced to this person."""
    outcome = perform(READ, request, data={"announcement": pk})
    if outcome.refusal:
        messages.error(request, outcome.error)
    elif not outcome.result:
        raise Http404
    return redirect("home")
