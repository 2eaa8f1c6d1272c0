"""Marking a message as unread, without JavaScript."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from rooms.chat.access import membership_for, message_for
from rooms.chat.actions import UNREAD
from rooms.chat.forms import MessageForm
from rooms.live.post_door import perform


@login_required
@require_POST
def unread(request):
    """Then show the list of all rooms or threads: to open this one would read it again."""
    form = MessageForm(request.POST)
    message = message_for(request.user, form.cleaned_data["message"] if form.is_valid() else 0)
    membership = membership_for(request.user, message)
    outcome = perform(UNREAD, request, membership.pk)
    if outcome.refusal:
        messages.error(request, outcome.error)
    else:
        room = message.room.name_for(request.user)
        text = gettext("%(room)s is unread from that message on, until you open it.")
        messages.success(request, text % {"room": room})
    return redirect("threads" if message.room.is_thread else "rooms")
