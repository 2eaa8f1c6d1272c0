"""All rooms that one is in, the latest message first: searched and paged."""

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from rooms.models import Membership, Room
from rooms.site.search import SearchForm, paginate
from rooms.site.shell import shell_for
from rooms.site.sidebar import direct_names


def _active(memberships):
    return memberships.filter(room__archived_at=None).exclude(level=Membership.HIDDEN)


def _unread(memberships):
    return _active(memberships).filter(room__posts__gt=F("read_posts"))


class MyRoomsForm(SearchForm):
    """Direct rooms are found by the names of the others in them."""

    columns = ("room__name", "room__purpose")
    states = {
        gettext_noop("all"): _active,
        gettext_noop("unread"): _unread,
        gettext_noop("rooms"): lambda rooms: _active(rooms).exclude(room__kind=Room.DIRECT),
        gettext_noop("direct"): lambda rooms: _active(rooms).filter(room__kind=Room.DIRECT),
        gettext_noop("hidden"): lambda rooms: rooms.filter(level=Membership.HIDDEN),
        gettext_noop("archived"): lambda rooms: rooms.exclude(room__archived_at=None),
    }

    def matches(self, text):
        others = Membership.objects.filter(
            room=OuterRef("room"), user__display_name__icontains=text
        ).exclude(user=OuterRef("user"))
        return super().matches(text) | Q(Exists(others), room__kind=Room.DIRECT)


@login_required
@require_safe
def rooms(request):
    form, latest = MyRoomsForm(request.GET), Coalesce("room__last_posted_at", "room__created_at")
    memberships = (
        request.user.memberships.listed()
        .select_related("room")
        .annotate(latest=latest, unread=F("room__posts") - F("read_posts"))
    )
    found = paginate(request, form.search(memberships).order_by("-latest", "-room_id"))
    _name(found, request.user)
    context = {"form": form, "found": found, "shell": shell_for(request.user)}
    return render(request, "chat/all_rooms.html", context)


def _name(memberships, viewer):
    directs = direct_names([each.room_id for each in memberships if each.room.is_direct], viewer.pk)
    for membership in memberships:
        membership.name = directs.get(membership.room_id) or membership.room.name
