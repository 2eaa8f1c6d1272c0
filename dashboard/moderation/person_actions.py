"""What staff may do to an account. Each view calls one verb of the person."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from rooms import permissions
from rooms.models import User


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request, pk):
    person, back = _person_for(request, pk)
    _require_another(request, person, "You cannot deactivate yourself.")
    if request.method != "POST":
        text = (
            f"This signs {person} out everywhere within seconds, and they cannot sign in again. "
            "Their messages stay. You can reactivate the account at any time."
        )
        return ask(request, f"Deactivate {person}", text, back)
    person.deactivate()
    return done(request, f"You deactivated {person}. They are signed out everywhere.", back)


@staff_only
@require_POST
def reactivate(request, pk):
    person, back = _person_for(request, pk)
    person.reactivate()
    return done(request, f"You reactivated {person}. They can sign in again.", back)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def end_sessions(request, pk):
    person, back = _person_for(request, pk)
    if request.method != "POST":
        text = (
            f"This signs {person} out of every browser and closes their open pages within "
            "seconds. They may lose text that they have not sent. They can sign in again."
        )
        return ask(request, f"End the sessions of {person}", text, back)
    person.end_sessions()
    return done(request, f"You ended the sessions of {person}. They can sign in again.", back)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def make_staff(request, pk):
    person, back = _person_for(request, pk)
    if request.method != "POST":
        text = (
            f"{person} can then do everything that you can do here: deactivate people, make "
            "others staff, choose the members of rooms, announce, and edit anyone’s messages."
        )
        return ask(request, f"Make {person} staff", text, back)
    person.make_staff()
    return done(request, f"You made {person} staff.", back)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def unmake_staff(request, pk):
    person, back = _person_for(request, pk)
    _require_another(request, person, "You cannot take your own staff right.")
    if request.method != "POST":
        text = f"{person} keeps the account, but can no longer open the dashboard or act as staff."
        return ask(request, f"Take the staff right from {person}", text, back)
    person.unmake_staff()
    return done(request, f"You took the staff right from {person}.", back)


def _person_for(request, pk):
    """The person, if this user may manage them, and the address of their page."""
    person = get_object_or_404(User, pk=pk)
    allowed = permissions.can_manage_person(request.user, person)
    permissions.require(allowed, "Only an administrator can change another administrator.")
    return person, reverse("dashboard-person", args=[pk])


def _require_another(request, person, text):
    permissions.require(person != request.user, f"{text} Ask another member of staff.")
