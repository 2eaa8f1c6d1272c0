"""The page of a room's incoming webhooks, for who manages the room."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from rooms.chat.access import membership_of
from rooms.live.post_door import perform, refused
from rooms.site.shell import shell_for
from rooms.webhooks.actions import HOOK_MAKE, HOOK_REVOKE, find_managed_room


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hooks(request, slug):
    """A POST makes a webhook; its address is on the answer and nowhere else."""
    place, form = _place(request, slug), HOOK_MAKE.form(request.POST or None)
    if request.method != "POST":
        return _render(request, place.room, form)
    outcome = perform(HOOK_MAKE, request, place.pk)
    if outcome.refusal:
        error = "" if form.errors and outcome.refusal.field in form.fields else outcome.error
        return refused(_render(request, place.room, form, error=error), outcome.refusal)
    hook, secret = outcome.result
    address = request.build_absolute_uri(reverse("hook", args=[secret]))
    return _render(request, place.room, HOOK_MAKE.form(), hook=hook, address=address)


@login_required
@require_POST
def revoke(request, slug):
    place = _place(request, slug)
    outcome = perform(HOOK_REVOKE, request, place.pk)
    if outcome.refusal:
        page = _render(request, place.room, HOOK_MAKE.form(), error=outcome.error)
        return refused(page, outcome.refusal)
    messages.success(request, gettext("The address is revoked; nothing that comes there is taken."))
    return redirect("room-hooks", place.room.slug)


def _place(request, slug):
    """The membership of who asks, in a room that they manage. 404 for a stranger."""
    membership = membership_of(request.user, slug)
    if not membership.room.is_named:
        raise Http404
    find_managed_room(membership)
    return membership


def _render(request, room, form, **context):
    context |= {
        "form": form,
        "room": room,
        "kept": room.incoming_webhooks.shown(),
        "shell": shell_for(request.user),
    }
    return render(request, "webhooks/incoming.html", context)
