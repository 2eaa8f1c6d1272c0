"""What staff do to an account. Each calls one verb of the person."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from rooms import permissions
from rooms.chat.access import refuse_unless
from rooms.models import User


@staff_only
@require_http_methods(["GET", "POST"])
def deactivate(request, pk):
    person, back = _person_for(request, pk)
    _refuse_for_oneself(request, person, "You cannot deactivate yourself.")
    if request.method == "GET":
        words = (
            f"{person} is signed out everywhere within seconds and cannot sign in again. "
            "The messages stay. You can reactivate the account at any time."
        )
        return ask(request, f"Deactivate {person}", words, back)
    person.deactivate()
    return done(request, f"{person} is signed out everywhere and cannot come back in.", back)


@staff_only
@require_POST
def reactivate(request, pk):
    person, back = _person_for(request, pk)
    person.reactivate()
    return done(request, f"{person} can sign in again.", back)


@staff_only
@require_http_methods(["GET", "POST"])
def end_sessions(request, pk):
    person, back = _person_for(request, pk)
    if request.method == "GET":
        words = (
            f"Every browser in which {person} is signed in has to sign in again, and open pages "
            "close within seconds. A text that was not sent may be lost."
        )
        return ask(request, f"End the sessions of {person}", words, back)
    person.end_sessions()
    return done(request, f"{person} is signed out everywhere and can sign in again.", back)


@staff_only
@require_http_methods(["GET", "POST"])
def make_staff(request, pk):
    person, back = _person_for(request, pk)
    if request.method == "GET":
        words = (
            f"{person} can then do all that you can do here: deactivate people, make others "
            "staff, change every room's members, announce, and change what anybody wrote."
        )
        return ask(request, f"Make {person} staff", words, back)
    person.make_staff()
    return done(request, f"{person} is staff.", back)


@staff_only
@require_http_methods(["GET", "POST"])
def unmake_staff(request, pk):
    person, back = _person_for(request, pk)
    _refuse_for_oneself(request, person, "You cannot take your own staff right.")
    if request.method == "GET":
        words = f"{person} stays, and can no longer open the dashboard or do what staff do."
        return ask(request, f"Take the staff right from {person}", words, back)
    person.unmake_staff()
    return done(request, f"{person} is no longer staff.", back)


def _person_for(request, pk):
    """The person, if these staff may act on them, and the address of their page."""
    person = get_object_or_404(User, pk=pk)
    allowed = permissions.may_manage_person(request.user, person)
    refuse_unless(allowed, "Only an administrator can change another administrator.")
    return person, reverse("dashboard-person", args=[pk])


def _refuse_for_oneself(request, person, words):
    refuse_unless(person != request.user, f"{words} Ask someone else of the staff.")
