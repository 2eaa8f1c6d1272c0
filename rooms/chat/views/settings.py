"""Create a room, and its settings: name, members, archive."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from rooms import permissions
from rooms.chat.access import membership_of
from rooms.chat.forms import LevelForm
from rooms.chat.people_choice import people_choice
from rooms.chat.room_actions import (
    MEMBER_REMOVE,
    MEMBERS_ADD,
    ROOM_ARCHIVE,
    ROOM_LEAVE,
    ROOM_LEVEL,
    ROOM_MAKE,
    ROOM_RENAME,
    ROOM_RESTORE,
)
from rooms.chat.room_forms import AddMembersForm, NewRoomForm, RoomForm
from rooms.live.post_door import perform, refused
from rooms.live.refusal import Refused
from rooms.site.search import paginate
from rooms.site.shell import shell_for
from rooms.site.unavailable import unavailable


def _with_refusals(view):
    """Answer with a page what an action refuses."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            if refusal.status == 403:
                raise PermissionDenied(str(refusal)) from None
            if refusal.status == 404:
                raise Http404 from None
            if refusal.status == 503:
                return unavailable(request, refusal)
            return refused(render(request, "429.html", {"text": str(refusal)}), refusal)

    return answer


@login_required
@_with_refusals
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Make a room. A search for people sends what is filled in so far, as a GET."""
    form = NewRoomForm(request.user, request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        return redirect(_perform(ROOM_MAKE, request))
    people, data = form.fields["members"].queryset, request.POST or request.GET
    choice = people_choice(people, data, "members")
    if request.htmx:
        return render(request, "chat/_people_found.html", {"choice": choice, "name": "members"})
    context = {"form": form, "choice": choice, "shell": shell_for(request.user)}
    return render(request, "chat/room_new.html", context, status=422 if form.errors else 200)


@login_required
@_with_refusals
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request, slug):
    """Any member may look; a POST renames."""
    if request.method != "POST":
        return _page(request, _room(request, slug))
    room = _managed_room(request, slug)
    form = RoomForm(request.POST)
    if not form.is_valid():
        return _page(request, room, form=form)
    _perform(ROOM_RENAME, request, slug)
    return _done(request, room, gettext("Saved."))


@login_required
@_with_refusals
@require_POST
def archive(request, slug):
    room = _perform(ROOM_ARCHIVE, request, slug).room
    text = gettext("%(room)s is archived. You can restore it here.") % {"room": room}
    return _done(request, room, text)


@login_required
@_with_refusals
@require_POST
def restore(request, slug):
    room = _perform(ROOM_RESTORE, request, slug).room
    return _done(request, room, gettext("%(room)s is back.") % {"room": room})


@login_required
@_with_refusals
@require_POST
def leave(request, slug):
    room = _room(request, slug)
    _perform(ROOM_LEAVE, request, slug)
    messages.success(request, gettext("You left %(room)s.") % {"room": room})
    return redirect("home")


@login_required
@_with_refusals
@require_POST
def add_members(request, slug):
    room = _room_of_chosen_members(request, slug)
    form = AddMembersForm(room, request.POST)
    if not form.is_valid():
        return _page(request, room, add_form=form)
    people = form.cleaned_data["people"]
    names = ", ".join(person.display_name for person in people)
    _perform(MEMBERS_ADD, request, slug)
    return _done(request, room, gettext("Added: %(names)s.") % {"names": names})


@login_required
@_with_refusals
@require_POST
def remove_member(request, slug, pk):
    room = _room_of_chosen_members(request, slug)
    person = get_object_or_404(room.members, pk=pk)
    _perform(MEMBER_REMOVE, request, slug, {"person": pk})
    if person == request.user:
        return redirect("home")
    text = gettext("%(person)s is no longer in this room.") % {"person": person}
    return _done(request, room, text)


@login_required
@_with_refusals
@require_POST
def level(request, slug):
    """How much one wants to hear of the room; a direct room has this too."""
    membership = membership_of(request.user, slug)
    form = LevelForm(request.POST)
    if form.is_valid():
        membership = _perform(ROOM_LEVEL, request, slug)
        text = gettext("You will hear of: %(level)s.")
        messages.success(request, text % {"level": membership.get_level_display()})
    return redirect(membership.room)


def _room(request, slug):
    room = membership_of(request.user, slug).room
    if not room.is_named:
        raise Http404
    return room


def _perform(action, request, slug=None, data=None):
    """What the action did. Its form fits, as the page's own was asked first."""
    subject = membership_of(request.user, slug).pk if slug else None
    outcome = perform(action, request, subject, data)
    if outcome.refusal:
        raise outcome.refusal
    return outcome.result


def _managed_room(request, slug):
    room = _room(request, slug)
    allowed = permissions.can_manage(request.user, room)
    permissions.require(allowed, gettext("Only staff or whoever made this room can do this."))
    return room


def _room_of_chosen_members(request, slug):
    room = _managed_room(request, slug)
    allowed = permissions.can_choose_members(request.user, room)
    permissions.require(allowed, gettext("Everyone is in this room; its members are not chosen."))
    return room


def _done(request, room, text):
    messages.success(request, text)
    return redirect("room-settings", room.slug)


def _page(request, room, *, form=None, add_form=None):
    status = 422 if form or add_form else 200
    add_form = add_form or AddMembersForm(room)
    may_choose = permissions.can_choose_members(request.user, room)
    choice = may_choose and _choice(request, add_form.fields["people"])
    if request.htmx and choice:
        return render(request, "chat/_people_found.html", {"choice": choice, "name": "people"})
    context = {
        "room": room,
        "form": form or RoomForm(initial={"name": room.name, "purpose": room.purpose}),
        "add_form": add_form,
        "choice": choice,
        "found": paginate(request, room.members.order_by("display_name", "pk")),
        "may_manage": permissions.can_manage(request.user, room),
        "may_choose_members": may_choose,
        "may_leave": permissions.can_leave(room),
        "shell": shell_for(request.user),
    }
    return render(request, "chat/room_settings.html", context, status=status)


def _choice(request, field):
    return people_choice(field.queryset, request.POST or request.GET, "people")
