"""The page of a bot's webhooks, for staff and its owner."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from rooms.live.post_door import perform, refused
from rooms.live.refusal import Refused
from rooms.models import Room
from rooms.site.shell import shell_for
from rooms.webhooks.actions import WEBHOOK_MAKE, WEBHOOK_REMOVE, find_bot


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request, pk):
    """A POST makes a webhook; its secret is on the answer and nowhere else."""
    bot, form = _bot(request, pk), WEBHOOK_MAKE.form(request.POST or None)
    if request.method != "POST":
        return _render(request, bot, form)
    outcome = perform(WEBHOOK_MAKE, request, bot.pk)
    if not outcome.refusal:
        return _render(request, bot, WEBHOOK_MAKE.form(), made=outcome.result)
    error = "" if form.errors and outcome.refusal.field in form.fields else outcome.error
    return refused(_render(request, bot, form, error=error), outcome.refusal)


@login_required
@require_POST
def remove(request, pk):
    bot = _bot(request, pk)
    outcome = perform(WEBHOOK_REMOVE, request, bot.pk)
    if outcome.refusal:
        page = _render(request, bot, WEBHOOK_MAKE.form(), error=outcome.error)
        return refused(page, outcome.refusal)
    messages.success(request, gettext("The webhook is removed; nothing more is sent to it."))
    return redirect("webhooks", bot.pk)


def _bot(request, pk):
    try:
        return find_bot(request.user, pk)
    except Refused:
        raise Http404 from None


def _render(request, bot, form, **context):
    form.fields["room"].queryset = Room.objects.active().named().filter(members=bot)
    context |= {
        "form": form,
        "bot": bot,
        "kept": bot.webhooks.select_related("room"),
        "shell": shell_for(request.user),
    }
    return render(request, "webhooks/webhooks.html", context)
