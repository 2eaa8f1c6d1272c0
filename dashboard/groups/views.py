"""The groups of people that staff keep."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from dashboard.groups.actions import ADD, DELETE, HAS_RIGHTS, MAKE, REMOVE, RENAME
from dashboard.groups.forms import AddForm, NameForm
from rooms import permissions
from rooms.live.post_door import perform, refused
from rooms.models import Group
from rooms.site.search import paginate
from rooms.site.shell import shell_for


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request):
    """All of them; a POST makes one."""
    if request.method != "POST":
        return _list_page(request, NameForm())
    outcome = perform(MAKE, request)
    if not outcome.refusal:
        return redirect(outcome.result)
    form = _refused_form(NameForm, request, outcome.refusal)
    return refused(_list_page(request, form), outcome.refusal)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def group(request, pk):
    """One group; a POST renames it."""
    group = get_object_or_404(Group, pk=pk)
    if request.method != "POST":
        return _page(request, group)
    outcome = _perform(RENAME, request, group)
    if not outcome.refusal:
        return done(request, gettext("The name is saved."), group.get_absolute_url())
    form = _refused_form(NameForm, request, outcome.refusal)
    return refused(_page(request, group, name_form=form), outcome.refusal)


@staff_only
@require_POST
def add(request, pk):
    group = get_object_or_404(Group, pk=pk)
    outcome = _perform(ADD, request, group)
    if not outcome.refusal:
        text = gettext("You added %(person)s.") % {"person": outcome.result.person}
        return done(request, text, group.get_absolute_url())
    form = _refused_form(AddForm, request, outcome.refusal)
    return refused(_page(request, group, add_form=form), outcome.refusal)


@staff_only
@require_POST
def remove(request, pk):
    group = get_object_or_404(Group, pk=pk)
    outcome = _perform(REMOVE, request, group)
    if outcome.refusal:
        return refused(_page(request, group, error=outcome.error), outcome.refusal)
    text = gettext("You removed %(person)s from %(group)s.")
    names = {"person": outcome.result.person, "group": group}
    return done(request, text % names, group.get_absolute_url())


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, pk):
    group = get_object_or_404(Group, pk=pk)
    permissions.require(permissions.can_keep_group(request.user, group), HAS_RIGHTS)
    name = {"group": group}
    if request.method != "POST":
        text = gettext(
            "@%(group)s tells nobody any more. Announcements for the group are deleted, and only "
            "staff can bump counters that it could bump. Its people and what was written stay. "
            "You cannot undo it."
        )
        question = gettext("Delete %(group)s")
        return ask(request, question % name, text % name, group.get_absolute_url())
    outcome = _perform(DELETE, request, group)
    if outcome.refusal:
        return refused(_page(request, group, error=outcome.error), outcome.refusal)
    return done(request, gettext("You deleted %(group)s.") % name, reverse("dashboard-groups"))


def _perform(action, request, group):
    outcome = perform(action, request, group.pk)
    if outcome.refusal and outcome.refusal.status == 403:
        raise PermissionDenied(outcome.error)
    return outcome


def _refused_form(form_class, request, refusal):
    """The form with what was entered, and why it was refused."""
    form = form_class(request.POST)
    if form.is_valid():
        form.add_error(next(iter(form.fields)), str(refusal))
    return form


def _list_page(request, form):
    everything = Group.objects.annotate(people=Count("user", distinct=True))
    with_rights = everything.annotate(rights=Count("permissions", distinct=True))
    context = {
        "form": form,
        "found": paginate(request, with_rights.order_by("name")),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/groups/groups.html", context)


def _page(request, group, *, name_form=None, add_form=None, error=""):
    people = group.members.order_by("display_name", "pk")
    context = {
        "group": group,
        "found": paginate(request, people),
        "name_form": name_form or NameForm(initial={"name": group.name}),
        "add_form": add_form or AddForm(),
        "error": error,
        "may_keep": permissions.can_keep_group(request.user, group),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/groups/group.html", context)
