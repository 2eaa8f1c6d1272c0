"""The room's page, older pieces of its history, and its composer."""

import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rooms.chat import history
from rooms.chat.access import place_of
from rooms.chat.forms import PostForm
from rooms.counters.rendering import figures_html, figures_in
from rooms.live.audience import audience_of
from rooms.live.cursor import write_cursor
from rooms.live.template_slots import fill
from rooms.models import Message, Site
from rooms.site.sidebar import sidebar_for, title_text


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
    room = place_of(request.user, slug).room
    before = _message(room, request.GET.get("before"))
    context = {
        "history": history.page_before(room, before).html(room, _audience(request)),
        "cursor": write_cursor(Site.current().epoch, room.seq),
    }
    return render(request, "chat/_older.html", context)


@login_required
@require_POST
def composer(request, slug):
    """The composer with the other kind of box; the draft moves along."""
    place = place_of(request.user, slug)
    draft, lines = request.POST.get("body", ""), not request.POST.get("lines")
    if not request.htmx:
        return _page(request, place, draft=draft, lines=lines)
    shape, slots = _composer_shape(place, lines), _composer_slots(request, draft)
    return HttpResponse(fill("chat/_composer.html", _audience(request), shape, slots))


def _page(request, place, *, error="", draft="", lines=False, status=200):
    if error:
        draft, lines = request.POST.get("body", ""), bool(request.POST.get("lines"))
    audience, part = _audience(request), _part(request, place.room)
    shown = part.html(place.room, audience, place.read_seq)
    request.user.visit(place.room)
    sidebar = _read(place)
    shape = _shape(place) | _composer_shape(place, lines) | {"is_past": part.is_past}
    slots = _composer_slots(request, draft, error) | {
        "history": shown,
        "counters": _counters(place.room),
        "cursor": write_cursor(sidebar["epoch"], place.room.seq),
        "notices": _notices(request),
        "title": title_text(shape["room_name"], sidebar["unread"]),
        **{f"sidebar.{name}": html for name, html in sidebar.items()},
    }
    return HttpResponse(fill("chat/room.html", audience, shape, slots), status=status)


def _shape(place):
    """What the page's template asks about: the same for all who hear as much of the room."""
    return {
        "site_name": settings.SITE_NAME,
        "purpose": place.room.purpose,
        "is_archived": place.room.is_archived,
        "is_direct": place.room.is_direct,
        "level": place.level,
        "levels": tuple(place.LEVELS),
        "sidebar.is_staff": place.user.is_staff,
    }


def _composer_shape(place, lines):
    return {"slug": place.room.slug, "room_name": place.room.name_for(place.user), "lines": lines}


def _composer_slots(request, draft, error=""):
    key, token = uuid.uuid4(), get_token(request)
    return {"key": key, "csrf_token": token, "draft": draft, "error": error}


def _counters(room):
    return figures_html(figures_in(room.pk)) if room.has_counters else ""


def _notices(request):
    """What was told to this visitor on the way here."""
    told = get_messages(request)
    return render_to_string("site/_notices.html", {"messages": told}) if told else ""


def _read(place):
    """The room and what was told about it count as read; the sidebar as it is then."""
    place.read()
    sidebar = sidebar_for(place.user, current=place.room)
    if sidebar["bell"].unread and place.hear():
        place.user.refresh_from_db(fields=["bell_seq"])
        sidebar = sidebar_for(place.user, current=place.room)
    return sidebar


def _part(request, room):
    if "at" in request.GET:
        return history.page_around(room, _message(room, request.GET["at"]))
    if "before" in request.GET:
        return history.page_before(room, _message(room, request.GET["before"]))
    return history.latest_page(room)


def _message(room, pk):
    return get_object_or_404(Message, pk=_number(pk), room=room)


def _audience(request):
    return audience_of(request.user.language, request.user.time_zone)


def _words(form):
    return " ".join(error for errors in form.errors.values() for error in errors)


def _number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0
