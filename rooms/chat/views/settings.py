"""Create a room, and its settings: name, members, archive."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from rooms import permissions
from rooms.chat.access import membership_of
from rooms.chat.forms import LevelForm
from rooms.chat.people_choice import people_choice
from rooms.chat.room_forms import AddMembersForm, NewRoomForm, RoomForm
from rooms.models import Room
from rooms.site.search import paginate
from rooms.site.shell import shell_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Make a room. A search for people sends what is filled in so far, as a GET."""
    form = NewRoomForm(request.user, request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        return redirect(Room.objects.start(creator=request.user, **form.cleaned_data))
    people, data = form.fields["members"].queryset, request.POST or request.GET
    choice = people_choice(people, data, "members")
    if request.htmx:
        return render(request, "chat/_people_found.html", {"choice": choice, "name": "members"})
    context = {"form": form, "choice": choice, "shell": shell_for(request.user)}
    return render(request, "chat/room_new.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request, slug):
    """Any member may look; a POST renames."""
    if request.method != "POST":
        return _page(request, _room(request, slug))
    room = _managed_room(request, slug)
    form = RoomForm(request.POST)
    if not form.is_valid():
        return _page(request, room, form=form)
    room.rename(**form.cleaned_data)
    return _done(request, room, gettext("Saved."))


@login_required
@require_POST
def archive(request, slug):
    room = _managed_room(request, slug)
    room.archive()
    text = gettext("%(room)s is archived. You can restore it here.") % {"room": room}
    return _done(request, room, text)


@login_required
@require_POST
def restore(request, slug):
    room = _managed_room(request, slug)
    room.restore()
    return _done(request, room, gettext("%(room)s is back.") % {"room": room})


@login_required
@require_POST
def leave(request, slug):
    room = _room(request, slug)
    text = gettext("This room is everyone's; nobody can leave it.")
    permissions.require(permissions.can_leave(room), text)
    room.remove_member(request.user)
    messages.success(request, gettext("You left %(room)s.") % {"room": room})
    return redirect("home")


@login_required
@require_POST
def add_members(request, slug):
    room = _room_of_chosen_members(request, slug)
    form = AddMembersForm(room, request.POST)
    if not form.is_valid():
        return _page(request, room, add_form=form)
    people = form.cleaned_data["people"]
    names = ", ".join(person.display_name for person in people)
    room.add_members(*people, by=request.user)
    return _done(request, room, gettext("Added: %(names)s.") % {"names": names})


@login_required
@require_POST
def remove_member(request, slug, pk):
    room = _room_of_chosen_members(request, slug)
    person = get_object_or_404(room.members, pk=pk)
    room.remove_member(person)
    if person == request.user:
        return redirect("home")
    text = gettext("%(person)s is no longer in this room.") % {"person": person}
    return _done(request, room, text)


@login_required
@require_POST
def level(request, slug):
    """How much one wants to hear of the room; a direct room has this too."""
    membership = membership_of(request.user, slug)
    form = LevelForm(request.POST)
    if form.is_valid():
        membership.set_level(form.cleaned_data["level"])
        text = gettext("You will hear of: %(level)s.")
        messages.success(request, text % {"level": membership.get_level_display()})
    return redirect(membership.room)


def _room(request, slug):
    room = membership_of(request.user, slug).room
    if not room.is_named:
        raise Http404
    return room


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
