"""Following and dismissing what was announced to one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from rooms.models import Announcement


@login_required
@require_GET
def follow(request, pk):
    """From the bell to where what is in force is listed; that counts as seeing it."""
    if not Announcement.objects.read_by(request.user, pk):
        raise Http404
    return redirect("notifications")


@login_required
@require_POST
def read(request, pk):
    """The person has seen it; 404 for what is not announced to them."""
    if not Announcement.objects.read_by(request.user, pk):
        raise Http404
    return redirect("home")
