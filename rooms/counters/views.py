"""All counters, one counter, its changes as plain POSTs, and its settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rooms import permissions
from rooms.counters.actions import BUMP, RESET, SET
from rooms.counters.forms import CounterForm
from rooms.counters.rendering import list_items, state_of
from rooms.live.post_door import perform, refused
from rooms.models import Counter
from rooms.site.shell import shell_for


@login_required
@require_safe
def counters(request):
    context = {
        "counters": list_items(Counter.objects.visible_to(request.user)),
        "is_manager": permissions.can_manage_counters(request.user),
        "shell": shell_for(request.user),
    }
    return render(request, "counters/counters.html", context)


@login_required
@require_safe
def counter(request, slug):
    return _page(request, _counter(request, slug))


@login_required
@require_POST
def bump(request, slug):
    return _perform(BUMP, request, slug)


@login_required
@require_POST
def set_value(request, slug):
    return _perform(SET, request, slug)


@login_required
@require_POST
def reset(request, slug):
    return _perform(RESET, request, slug)


def _perform(action, request, slug):
    """Go to the counter; show its page with the reason if the action is refused."""
    counter = _counter(request, slug)
    outcome = perform(action, request, counter.pk)
    if not outcome.refusal:
        return redirect(counter)
    if outcome.refusal.status == 403:
        raise PermissionDenied(outcome.error)
    messages.error(request, outcome.error)
    return refused(_page(request, counter), outcome.refusal)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    _refuse_unless_manager(request)
    form = CounterForm(request.user, request.POST or None)
    if form.is_valid():
        return redirect(Counter.objects.start(**form.cleaned_data))
    return _form_page(request, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request, slug):
    counter = _managed(request, slug)
    form = CounterForm(request.user, request.POST or None, counter=counter)
    if form.is_valid():
        counter.edit(**form.cleaned_data)
        return redirect(counter)
    return _form_page(request, form, counter)


def _counter(request, slug):
    """The counter, if the person may see it; 404 otherwise."""
    counters = Counter.objects.visible_to(request.user).select_related("room", "group")
    return get_object_or_404(counters, slug=slug)


def _managed(request, slug):
    counter = _counter(request, slug)
    _refuse_unless_manager(request)
    return counter


def _refuse_unless_manager(request):
    allowed = permissions.can_manage_counters(request.user)
    permissions.require(allowed, gettext("Only staff can do this."))


def _page(request, counter):
    context = {
        "counter": counter,
        "state": state_of(counter.pk),
        "may_bump": permissions.can_bump(request.user, counter),
        "is_manager": permissions.can_manage_counters(request.user),
        "shell": shell_for(request.user),
    }
    return render(request, "counters/counter.html", context)


def _form_page(request, form, counter=None):
    context = {"form": form, "counter": counter, "shell": shell_for(request.user)}
    status = 422 if form.errors else 200
    return render(request, "counters/counter_form.html", context, status=status)
