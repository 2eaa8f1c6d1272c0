"""Reacting to a message with an emoji, and the choice among all of them."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from rooms import permissions
from rooms.chat.access import membership_for, message_for
from rooms.chat.actions import REACT
from rooms.chat.emoji_choice import find
from rooms.chat.forms import FindEmojiForm, ReactForm
from rooms.live.oob import fill
from rooms.live.post_door import perform, refused
from rooms.models.reaction import ARCHIVED
from rooms.site.shell import shell_for


@login_required
@require_POST
def react(request):
    """Add a reaction of one's own, or take it back."""
    message = _message(request)
    membership = membership_for(request.user, message)
    outcome = perform(REACT, request, membership.pk)
    if outcome.refusal and outcome.refusal.status == 403:
        raise PermissionDenied(outcome.error)
    if outcome.refusal:
        return refused(_page(request, message, outcome.error), outcome.refusal)
    return redirect(message)


@login_required
@require_safe
def choose(request, pk):
    """The common emoji, or those that a search finds: for the page's popover, or as a page."""
    message = message_for(request.user, pk)
    permissions.require(permissions.can_react(request.user, message), ARCHIVED)
    if message.is_deleted:
        raise PermissionDenied(gettext("This message was deleted."))
    return _page(request, message)


def _message(request):
    """404 if the form names none that the person may read."""
    form = ReactForm(request.POST)
    form.is_valid()
    if "message" not in form.cleaned_data:
        raise Http404("no such message")
    return message_for(request.user, form.cleaned_data["message"])


def _page(request, message, error=""):
    form = FindEmojiForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    context = {"message": message, "text": text, "found": find(text), "is_live": request.htmx}
    if not request.htmx:
        context |= {"error": error, "shell": shell_for(request.user, room=message.room)}
        return render(request, "chat/react.html", context)
    if "q" not in request.GET:
        return render(request, "chat/_picker.html", context)
    found = render_to_string("chat/_emoji_found.html", context, request)
    return HttpResponse(found + fill("emoji-count", _count(len(context["found"].emoji))))


def _count(number):
    return ngettext("%(count)d emoji found", "%(count)d emoji found", number) % {"count": number}
