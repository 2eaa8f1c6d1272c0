"""Bots for staff: make one, say who owns it, and choose its rooms."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.access import staff_only
from dashboard.confirm import done
from rooms.api.actions import BOT_ADD, BOT_CHANGE, BOT_MAKE, BOT_REMOVE
from rooms.live.post_door import perform, refused
from rooms.models import Room, User
from rooms.site.search import paginate
from rooms.site.shell import shell_for


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def bots(request):
    form = BOT_MAKE.form(request.POST or None, initial={"owner": request.user.username})
    if request.method != "POST":
        return _list(request, form)
    outcome = perform(BOT_MAKE, request)
    if outcome.refusal:
        return _refuse(_list(request, form, _error(form, outcome)), outcome)
    text = gettext("%(bot)s is made. Add it to rooms, and make a token for its program.")
    return done(request, text % {"bot": outcome.result}, _address(outcome.result))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def bot(request, pk):
    bot = _bot(pk)
    if request.method != "POST":
        return _page(request, bot)
    data = _data(request, bot)
    outcome = perform(BOT_CHANGE, request, data=data)
    if outcome.refusal:
        form = BOT_CHANGE.form(data)
        return _refuse(_page(request, bot, form=form, error=_error(form, outcome)), outcome)
    return done(request, gettext("Saved."), _address(bot))


@staff_only
@require_POST
def add_to_room(request, pk):
    bot = _bot(pk)
    data = _data(request, bot)
    outcome = perform(BOT_ADD, request, data=data)
    if outcome.refusal:
        form = BOT_ADD.form(data)
        return _refuse(_page(request, bot, room_form=form, error=_error(form, outcome)), outcome)
    return done(request, gettext("%(bot)s is in that room now.") % {"bot": bot}, _address(bot))


@staff_only
@require_POST
def remove_from_room(request, pk):
    bot = _bot(pk)
    outcome = perform(BOT_REMOVE, request, data=_data(request, bot))
    if outcome.refusal:
        return _refuse(_page(request, bot, error=outcome.error), outcome)
    text = gettext("%(bot)s is no longer in that room.") % {"bot": bot}
    return done(request, text, _address(bot))


def _bot(pk):
    return get_object_or_404(User.objects.bots().select_related("owner"), pk=pk)


def _data(request, bot):
    return request.POST.dict() | {"bot": bot.pk}


def _address(bot):
    return reverse("dashboard-bot", args=[bot.pk])


def _error(form, outcome):
    """The refusal, unless a field of the form shows it already."""
    return "" if form.errors and outcome.refusal.field in form.fields else outcome.error


def _refuse(response, outcome):
    if outcome.refusal.status == 403:
        raise PermissionDenied(outcome.error)
    return refused(response, outcome.refusal)


def _list(request, form, error=""):
    bots = User.objects.bots().select_related("owner").order_by("display_name", "pk")
    context = {
        "form": form,
        "error": error,
        "found": paginate(request, bots),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/moderation/bots.html", context)


def _page(request, bot, form=None, room_form=None, error=""):
    named = {
        "bot": bot.pk,
        "display_name": bot.display_name,
        "owner": bot.owner and bot.owner.username,
    }
    room_form = room_form or BOT_ADD.form()
    room_form.fields["room"].queryset = Room.objects.active().named().exclude(members=bot)
    context = {
        "bot": bot,
        "form": form or BOT_CHANGE.form(initial=named),
        "room_form": room_form,
        "rooms": bot.rooms.named().order_by("name", "pk"),
        "tokens": bot.tokens.valid().count(),
        "webhooks": bot.webhooks.count(),
        "error": error,
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/moderation/bot.html", context)
