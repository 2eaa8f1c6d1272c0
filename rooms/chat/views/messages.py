"""One message: its permalink, editing it, deleting it."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from rooms import permissions
from rooms.chat.access import membership_for, message_for, read_id
from rooms.chat.actions import DELETE, EDIT
from rooms.chat.changes import base_field, error_html, push_form
from rooms.chat.composer import push_reply
from rooms.chat.forms import BoxForm
from rooms.live.post_door import perform, refused
from rooms.site.shell import shell_for


@login_required
@require_safe
def permalink(request, pk):
    """Open the room at this message."""
    message = message_for(request.user, pk)
    return redirect(f"{message.room.get_absolute_url()}?at={pk}#message-{pk}")


@login_required
@require_safe
def reply(request):
    """Let the form to write in answer the message: for htmx in the page's form."""
    message = message_for(request.user, read_id(request.GET.get("message")))
    text = gettext("This room is archived; nobody can write here any more.")
    permissions.require(permissions.can_write(message.room), text)
    _refuse_deleted(message)
    form = BoxForm(request.GET)
    if not request.htmx or not form.is_valid():
        return redirect(f"{message.room.get_absolute_url()}?reply={message.pk}#write")
    return HttpResponse(push_reply(message, **form.cleaned_data))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    if request.method != "POST":
        message = _message(request, pk, permissions.can_edit)
        return _render(request, "edit", message, {"body": message.body, "base": message.digest})
    message = message_for(request.user, pk)
    data = {name: request.POST.get(name, "") for name in ("body", "base", "confirmed")}
    outcome = _perform(EDIT, request, message, data)
    if outcome.refusal:
        data["base"] = getattr(outcome.refusal, "base", data["base"])
        return _refuse(request, "edit", message, data, outcome.refusal)
    return redirect(message)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, pk):
    if request.method != "POST":
        return _render(request, "delete", _message(request, pk, permissions.can_delete), {})
    message = message_for(request.user, pk)
    outcome = _perform(DELETE, request, message, {})
    if outcome.refusal:
        return _refuse(request, "delete", message, {}, outcome.refusal)
    return redirect(message)


def _perform(action, request, message, data):
    membership = membership_for(request.user, message)
    outcome = perform(action, request, membership.pk, data | {"message": message.pk})
    if outcome.refusal and outcome.refusal.status == 403:
        raise PermissionDenied(outcome.error)
    return outcome


def _message(request, pk, is_allowed):
    message = message_for(request.user, pk)
    if not is_allowed(request.user, message):
        raise PermissionDenied(gettext("You cannot change this message."))
    _refuse_deleted(message)
    return message


def _refuse_deleted(message):
    if message.is_deleted:
        raise PermissionDenied(gettext("This message was deleted."))


def _refuse(request, what, message, data, refusal):
    context = data | {"error": error_html(refusal)}
    return refused(_render(request, what, message, context), refusal)


def _render(request, what, message, context):
    """The form for htmx, which puts it under the message; else on a page of its own."""
    context |= {"message": message, "back": reverse("message", args=[message.pk])}
    if what == "edit":
        context["base"] = base_field(message.pk, context["base"])
    if request.htmx:
        form = render_to_string(f"chat/_message_{what}.html", context | {"is_live": True}, request)
        return HttpResponse(push_form(what, message.pk, form))
    context |= {"what": what, "shell": shell_for(request.user, room=message.room)}
    return render(request, "chat/message_change.html", context)
