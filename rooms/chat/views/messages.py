"""One message: its permalink, editing it, deleting it."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from rooms import permissions
from rooms.chat.access import message_for
from rooms.chat.actions import DELETE, EDIT
from rooms.live.post_door import perform, refused
from rooms.site.shell import shell_for


@login_required
@require_safe
def permalink(request, pk):
    """Open the room at this message."""
    message = message_for(request.user, pk)
    return redirect(f"{message.room.get_absolute_url()}?at={pk}#message-{pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    if request.method != "POST":
        message = _own_message(request, pk)
        return _render(request, "edit", message, {"body": message.body})
    message = message_for(request.user, pk)
    data = {"message": pk, "body": request.POST.get("body", "")}
    outcome = _perform(EDIT, request, message, data)
    if outcome.refusal:
        context = {"body": data["body"], "error": outcome.error}
        return refused(_render(request, "edit", message, context), outcome.refusal)
    return redirect(message)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, pk):
    if request.method != "POST":
        return _render(request, "delete", _own_message(request, pk), {})
    message = message_for(request.user, pk)
    outcome = _perform(DELETE, request, message, {"message": pk})
    if outcome.refusal:
        context = {"error": outcome.error}
        return refused(_render(request, "delete", message, context), outcome.refusal)
    return redirect(message)


def _perform(action, request, message, data):
    membership = request.user.memberships.get(room=message.room)
    outcome = perform(action, request, membership.pk, data)
    if outcome.refusal and outcome.refusal.status == 403:
        raise PermissionDenied(outcome.error)
    return outcome


def _own_message(request, pk):
    message = message_for(request.user, pk)
    if not permissions.can_edit(request.user, message):
        raise PermissionDenied(gettext("You cannot change this message."))
    return message


def _render(request, what, message, context):
    """The form alone for htmx, which puts it under the message; else on a page of its own."""
    context |= {"message": message, "back": reverse("message", args=[message.pk])}
    if request.htmx:
        return render(request, f"chat/_message_{what}.html", context)
    context |= {"what": what, "shell": shell_for(request.user, room=message.room)}
    return render(request, "chat/message_change.html", context)
