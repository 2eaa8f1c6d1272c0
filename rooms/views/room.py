"""The room's page, older pieces of its history, and its composer."""

import uuid

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rooms import history
from rooms.counters import figures_in
from rooms.forms import PostForm
from rooms.live.audience import audience_of
from rooms.live.cursor import write_cursor
from rooms.models import Message, Site
from rooms.sidebar import sidebar_for, title_text
from rooms.views.access import place_of


@login_required
@require_http_methods(["GET", "POST"])
def room(request, slug):
    """Read the room; a POST says something in it, as the socket's `post` does."""
    place = place_of(request.user, slug)
    if request.method == "GET":
        return _page(request, place)
    form = PostForm(request.POST)
    if not form.is_valid():
        return _page(request, place, error=_words(form), status=422)
    try:
        key = form.cleaned_data["key"] or uuid.uuid4()
        message = Message.objects.post(place.room, place.user, form.cleaned_data["body"], key)
    except PermissionDenied as refusal:
        return _page(request, place, error=str(refusal), status=403)
    return redirect(f"{place.room.get_absolute_url()}#message-{message.pk}")


@login_required
@require_GET
def older(request, slug):
    """The messages before one, for the list to grow upwards."""
    place = place_of(request.user, slug)
    before = get_object_or_404(Message, pk=_number(request.GET.get("before")), room=place.room)
    context = history.page_before(place.room, before)
    context["cursor"] = write_cursor(Site.current().epoch, place.room.seq)
    return render(request, "rooms/_older.html", context | {"audience": _audience(request)})


@login_required
@require_POST
def composer(request, slug):
    """The composer with the other kind of box; the draft moves along."""
    place = place_of(request.user, slug)
    lines = not request.POST.get("lines")
    draft = request.POST.get("body", "")
    if not request.htmx:
        return _page(request, place, draft=draft, lines=lines)
    return render(request, "rooms/_composer.html", _composer(place, draft=draft, lines=lines))


def _page(request, place, *, error="", draft=None, lines=None, status=200):
    room, user = place.room, request.user
    context = _history(request, room)
    shown = context["history"]
    context["history"] = [message for message in shown if message.seq <= place.read_seq]
    context["news"] = [message for message in shown if message.seq > place.read_seq]
    user.visit(room)
    sidebar = _read(place)
    if error:
        draft, lines = request.POST.get("body", ""), bool(request.POST.get("lines"))
    context |= _composer(place, error=error, draft=draft, lines=lines)
    context |= {
        "audience": _audience(request),
        "counters": figures_in(room.pk),
        "cursor": write_cursor(sidebar["epoch"], room.seq),
        "place": place,
        "sidebar": sidebar,
        "title": title_text(context["room_name"], sidebar["unread"]),
    }
    return render(request, "rooms/room.html", context, status=status)


def _read(place):
    """The room and what was told about it count as read; the sidebar as it is then."""
    place.read()
    sidebar = sidebar_for(place.user, current=place.room)
    if sidebar["bell"].unread and place.hear():
        place.user.refresh_from_db(fields=["bell_seq"])
        sidebar = sidebar_for(place.user, current=place.room)
    return sidebar


def _history(request, room):
    for word, page in (("at", history.page_around), ("before", history.page_before)):
        if word in request.GET:
            pk = _number(request.GET[word])
            message = get_object_or_404(Message.objects.select_related("author"), pk=pk, room=room)
            return {"is_past": word == "before"} | page(room, message)
    return history.latest_page(room)


def _composer(place, *, error="", draft=None, lines=None):
    return {
        "room": place.room,
        "room_name": place.room.name_for(place.user),
        "key": uuid.uuid4(),
        "error": error,
        "draft": draft,
        "lines": lines,
    }


def _audience(request):
    return audience_of(request.user.language, request.user.time_zone)


def _words(form):
    return " ".join(error for errors in form.errors.values() for error in errors)


def _number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0
