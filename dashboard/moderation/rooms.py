"""Rooms for staff: their settings and members, never their messages. Direct rooms are left out."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from dashboard.moderation.forms import AddMemberForm
from rooms import permissions
from rooms.models import Membership, Room
from rooms.site.search import SearchForm, paginate
from rooms.site.shell import shell_for


class RoomSearchForm(SearchForm):
    columns = ("name", "slug")
    states = {
        gettext_noop("active"): lambda rooms: rooms.active(),
        gettext_noop("open"): lambda rooms: rooms.active().open(),
        gettext_noop("closed"): lambda rooms: rooms.active().filter(kind=Room.CLOSED),
        gettext_noop("archived"): lambda rooms: rooms.exclude(archived_at=None),
    }


@staff_only
@require_safe
def rooms(request):
    form = RoomSearchForm(request.GET)
    found = paginate(request, form.search(_rooms().order_by("name", "pk")))
    _count_people(found)
    context = {
        "form": form,
        "found": found,
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/moderation/rooms.html", context)


@staff_only
@require_safe
def room(request, slug):
    return _page(request, _room(slug))


@staff_only
@require_POST
def add_member(request, slug):
    room = _room_with_chosen_members(request, slug)
    form = AddMemberForm(room, request.POST)
    if not form.is_valid():
        return _page(request, room, form)
    person = form.cleaned_data["person"]
    room.add_members(person, by=request.user)
    text = gettext("You added %(person)s.") % {"person": person}
    return done(request, text, _address(room))


@staff_only
@require_POST
def remove_member(request, slug, pk):
    room = _room_with_chosen_members(request, slug)
    person = get_object_or_404(room.members, pk=pk)
    room.remove_member(person)
    text = gettext("You removed %(person)s from %(room)s.") % {"person": person, "room": room}
    return done(request, text, _address(room))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request, slug):
    room = _room(slug)
    if request.method != "POST":
        text = gettext(
            "Nobody can write in this room any more, and it leaves the sidebars. Its members can "
            "still read it. You can restore it at any time."
        )
        question = gettext("Archive %(room)s") % {"room": room}
        return ask(request, question, text, _address(room))
    room.archive()
    text = gettext("You archived %(room)s. You can restore it here.") % {"room": room}
    return done(request, text, _address(room))


@staff_only
@require_POST
def restore(request, slug):
    room = _room(slug)
    room.restore()
    text = gettext("You restored %(room)s.") % {"room": room}
    return done(request, text, _address(room))


def _rooms():
    return Room.objects.named()


def _count_people(rooms):
    """Set `people` of these rooms: how many are in each."""
    places = Membership.objects.filter(room__in=[room.pk for room in rooms])
    counts = dict(places.values_list("room").annotate(Count("pk")))
    for room in rooms:
        room.people = counts.get(room.pk, 0)


def _room(slug):
    return get_object_or_404(_rooms().select_related("creator"), slug=slug)


def _room_with_chosen_members(request, slug):
    room = _room(slug)
    allowed = permissions.can_choose_members(request.user, room)
    text = gettext("Everyone is in this room. You cannot choose its members.")
    permissions.require(allowed, text)
    return room


def _address(room):
    return reverse("dashboard-room", args=[room.slug])


def _page(request, room, form=None):
    memberships = room.memberships.select_related("user").order_by("user__display_name", "pk")
    context = {
        "room": room,
        "found": paginate(request, memberships),
        "form": form or AddMemberForm(room),
        "may_choose_members": permissions.can_choose_members(request.user, room),
        "is_member": room.members.filter(pk=request.user.pk).exists(),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/moderation/room.html", context, status=422 if form else 200)
