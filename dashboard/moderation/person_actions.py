"""What staff may do to an account. Each view calls one verb of the person."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from rooms import permissions
from rooms.models import User


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request, pk):
    person = _person_for(request, pk)
    refusal = gettext("You cannot deactivate yourself. Ask another member of staff.")
    permissions.require(person != request.user, refusal)
    if request.method != "POST":
        text = gettext(
            "This signs %(person)s out everywhere within seconds, and they cannot sign in again. "
            "Their messages stay. You can reactivate the account at any time."
        )
        return _ask(request, person, gettext("Deactivate %(person)s"), text)
    person.deactivate()
    text = gettext("You deactivated %(person)s. They are signed out everywhere.")
    return _done(request, person, text)


@staff_only
@require_POST
def reactivate(request, pk):
    person = _person_for(request, pk)
    person.reactivate()
    text = gettext("You reactivated %(person)s. They can sign in again.")
    return _done(request, person, text)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def end_sessions(request, pk):
    person = _person_for(request, pk)
    if request.method != "POST":
        text = gettext(
            "This signs %(person)s out of every browser and closes their open pages within "
            "seconds. They may lose text that they have not sent. They can sign in again."
        )
        return _ask(request, person, gettext("End the sessions of %(person)s"), text)
    person.end_sessions()
    text = gettext("You ended the sessions of %(person)s. They can sign in again.")
    return _done(request, person, text)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def make_staff(request, pk):
    person = _person_for(request, pk)
    if request.method != "POST":
        text = gettext(
            "%(person)s can then do everything that you can do here: deactivate people, make "
            "others staff, choose the members of rooms, announce, and delete anyone’s messages."
        )
        return _ask(request, person, gettext("Make %(person)s staff"), text)
    person.make_staff()
    return _done(request, person, gettext("You made %(person)s staff."))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def unmake_staff(request, pk):
    person = _person_for(request, pk)
    refusal = gettext("You cannot take your own staff right. Ask another member of staff.")
    permissions.require(person != request.user, refusal)
    if request.method != "POST":
        text = gettext(
            "%(person)s keeps the account, but can no longer open the dashboard or act as staff."
        )
        return _ask(request, person, gettext("Take the staff right from %(person)s"), text)
    person.unmake_staff()
    return _done(request, person, gettext("You took the staff right from %(person)s."))


def _person_for(request, pk):
    """The person, if this user may manage them."""
    person = get_object_or_404(User.objects.of_team(), pk=pk)
    allowed = permissions.can_manage_person(request.user, person)
    text = gettext("Only an administrator can change another administrator.")
    permissions.require(allowed, text)
    return person


def _ask(request, person, question, text):
    name = {"person": person}
    return ask(request, question % name, text % name, _address(person))


def _done(request, person, text):
    return done(request, text % {"person": person}, _address(person))


def _address(person):
    return reverse("dashboard-bot" if person.is_bot else "dashboard-person", args=[person.pk])
