"""Everyone here; staff let people in and end their access."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rooms import rights
from rooms.here import here_on_site
from rooms.models import Site, User
from rooms.sidebar import sidebar_for
from rooms.views.access import refuse_unless


@login_required
@require_GET
def people(request):
    context = {
        "everyone": User.objects.active(),
        "online": {pk for pk, _, _ in here_on_site()},
        "sidebar": sidebar_for(request.user),
    }
    if rights.may_manage_people(request.user):
        context |= {"is_manager": True, "gone": User.objects.filter(is_active=False)}
        context["invitation"] = _invitation(request)
    return render(request, "rooms/people.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def deactivate(request, pk):
    person = _person_to_manage(request, pk)
    if person == request.user:
        raise PermissionDenied("You cannot deactivate yourself. Ask someone else of the staff.")
    if request.method == "GET":
        context = {"person": person, "sidebar": sidebar_for(request.user)}
        return render(request, "rooms/person_deactivate.html", context)
    person.deactivate()
    messages.success(request, f"{person} is signed out everywhere and cannot come back in.")
    return redirect("people")


@login_required
@require_POST
def reactivate(request, pk):
    person = _person_to_manage(request, pk)
    person.reactivate()
    messages.success(request, f"{person} can sign in again.")
    return redirect("people")


@login_required
@require_POST
def rotate_invitation(request):
    _refuse_unless_manager(request)
    Site.current().rotate_invitation()
    messages.success(request, "The invitation link is a new one; the old one no longer works.")
    return redirect("people")


def _invitation(request):
    path = reverse("join", args=[Site.current().invitation_token])
    return request.build_absolute_uri(path)


def _person_to_manage(request, pk):
    _refuse_unless_manager(request)
    return get_object_or_404(User, pk=pk)


def _refuse_unless_manager(request):
    refuse_unless(rights.may_manage_people(request.user), "Only staff can do this.")
