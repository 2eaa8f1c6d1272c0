"""Every room but direct ones, for staff: what it is and who is in it, never what was said."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from dashboard.moderation.forms import AddMemberForm
from dashboard.search import FindForm, page_of
from rooms import permissions
from rooms.chat.access import refuse_unless
from rooms.models import Room
from rooms.site.sidebar import sidebar_for


class FindRoomsForm(FindForm):
    columns = ("name", "slug")
    states = {
        "active": lambda rooms: rooms.active(),
        "open": lambda rooms: rooms.active().open(),
        "closed": lambda rooms: rooms.active().filter(kind=Room.CLOSED),
        "archived": lambda rooms: rooms.exclude(archived_at=None),
    }


@staff_only
@require_GET
def rooms(request):
    form = FindRoomsForm(request.GET)
    found = form.find(_rooms().annotate(people=Count("members")).order_by("name", "pk"))
    context = {
        "form": form,
        "found": page_of(request, found),
        "sidebar": sidebar_for(request.user),
    }
    return render(request, "dashboard/moderation/rooms.html", context)


@staff_only
@require_GET
def room(request, slug):
    return _page(request, _room(slug))


@staff_only
@require_POST
def add_member(request, slug):
    room = _room_of_chosen_members(request, slug)
    form = AddMemberForm(room, request.POST)
    if not form.is_valid():
        return _page(request, room, form)
    person = form.cleaned_data["person"]
    room.add(person, by=request.user)
    return done(request, f"Added: {person}.", _address(room))


@staff_only
@require_POST
def remove_member(request, slug, pk):
    room = _room_of_chosen_members(request, slug)
    person = get_object_or_404(room.members, pk=pk)
    room.remove(person)
    return done(request, f"{person} is no longer in {room}.", _address(room))


@staff_only
@require_http_methods(["GET", "POST"])
def archive(request, slug):
    room = _room(slug)
    if request.method == "GET":
        words = (
            "Nobody can write in it any more and it leaves everyone's sidebar. What was said "
            "can still be read by its members, and you can restore the room."
        )
        return ask(request, f"Archive {room}", words, _address(room))
    room.archive()
    return done(request, f"{room} is archived. You can restore it here.", _address(room))


@staff_only
@require_POST
def restore(request, slug):
    room = _room(slug)
    room.restore()
    return done(request, f"{room} is back.", _address(room))


def _rooms():
    return Room.objects.exclude(kind=Room.DIRECT)


def _room(slug):
    return get_object_or_404(_rooms().select_related("creator"), slug=slug)


def _room_of_chosen_members(request, slug):
    room = _room(slug)
    allowed = permissions.may_choose_members(request.user, room)
    refuse_unless(allowed, "Everyone is in this room; its members are not chosen.")
    return room


def _address(room):
    return reverse("dashboard-room", args=[room.slug])


def _page(request, room, form=None):
    places = room.memberships.select_related("user").order_by("user__display_name", "pk")
    context = {
        "room": room,
        "found": page_of(request, places),
        "form": form or AddMemberForm(room),
        "may_choose_members": permissions.may_choose_members(request.user, room),
        "is_member": room.members.filter(pk=request.user.pk).exists(),
        "sidebar": sidebar_for(request.user),
    }
    return render(request, "dashboard/moderation/room.html", context, status=422 if form else 200)
