"""One message: its permalink, editing it, deleting it."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rooms import permissions
from rooms.chat.access import message_for
from rooms.chat.forms import EditForm
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
    message = _own_message(request, pk)
    if request.method != "POST":
        return _render(request, "edit", message, {"body": message.body})
    form = EditForm({"message": pk, "body": request.POST.get("body")})
    if not form.is_valid():
        context = {"body": request.POST.get("body"), "error": " ".join(form.errors["body"])}
        return _render(request, "edit", message, context, status=422)
    message.edit(form.cleaned_data["body"])
    return redirect(message)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, pk):
    message = _own_message(request, pk)
    if request.method != "POST":
        return _render(request, "delete", message, {})
    message.delete_text()
    return redirect(message)


def _own_message(request, pk):
    message = message_for(request.user, pk)
    if not permissions.can_edit(request.user, message):
        raise PermissionDenied("You cannot change this message.")
    return message


def _render(request, what, message, context, status=200):
    """The form alone for htmx, which puts it under the message; else on a page of its own."""
    context |= {"message": message, "back": reverse("message", args=[message.pk])}
    if request.htmx:
        return render(request, f"chat/_message_{what}.html", context, status=status)
    context |= {"what": what, "shell": shell_for(request.user, room=message.room)}
    return render(request, "chat/message_change.html", context, status=status)
