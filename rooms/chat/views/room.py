"""A room's page, older parts of its history, and its composer."""

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from rooms.chat import history
from rooms.chat.access import membership_of, quoted_in
from rooms.chat.actions import POST
from rooms.chat.composer import composer_context, new_page_token, refusal_html, reply_html
from rooms.chat.news import news_of
from rooms.counters.rendering import room_counters, room_counters_html
from rooms.live.audience import audience_of
from rooms.live.cursor import write_cursor
from rooms.live.post_door import perform, refused
from rooms.live.template_slots import render_with_slots
from rooms.models import Membership, Site
from rooms.site.shell import shell_for
from rooms.site.title import title_text

NO_IMAGE = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room(request, slug):
    """Read the room; a POST stores a message, as the socket's `post` does.

    With `?reply=<message>` the form to write in answers that message.
    """
    membership = membership_of(request.user, slug)
    if membership.room.is_thread:
        return redirect(f"{membership.room.get_absolute_url()}?{request.GET.urlencode()}")
    return answer(request, membership)


class Kind(NamedTuple):
    """A kind of page with a conversation: its template, and what that needs besides."""

    template: str = "chat/room.html"
    variant: dict = {}
    slots: dict = {}


ROOM = Kind()


def answer(request, membership, kind=ROOM):
    """Show the conversation, or store what is posted there."""
    if request.method != "POST":
        return _page(request, membership, kind)
    outcome = perform(POST, request, membership.pk, request.POST.dict() | {"action": ""})
    if outcome.refusal:
        error = refusal_html(outcome.refusal)
        return refused(_page(request, membership, kind, error=error), outcome.refusal)
    message, address = outcome.result.message, membership.room.get_absolute_url()
    return redirect(f"{address}#message-{message.pk}" if message else address)


@login_required
@require_safe
def seen(request, slug):
    """An image that browsers without JavaScript load: the room was opened and is read."""
    membership = membership_of(request.user, slug)
    membership.mark_read()
    membership.clear_notifications()
    response = HttpResponse(NO_IMAGE, content_type="image/svg+xml")
    add_never_cache_headers(response)
    return response


@login_required
@require_safe
def older(request, slug):
    """The messages before one, for the list to grow upwards."""
    room = membership_of(request.user, slug).room
    before = history.message_asked(room, request.GET.get("before"))
    context = {
        "cursor": write_cursor(Site.current().epoch, room.seq),
        "history": history.page_before(room, before).html(room, viewer_audience(request)),
    }
    return render(request, "chat/_older.html", context)


def _page(request, membership, kind, *, error=""):
    draft = request.POST.get("body", "") if error else membership.draft
    room, audience = membership.room, viewer_audience(request)
    part = history.page_asked(room, request.GET)
    request.user.visit(room.home)
    news, shell = _news(membership, part), _read(request, membership)
    messages = part.html(room, audience, membership.read_seq)
    quoted = quoted_in(room, request.POST.get("reply") or request.GET.get("reply"))
    variant = _variant(membership, has_draft=bool(draft)) | {
        "is_past": part.is_past,
        "has_reply": quoted is not None,
        **kind.variant,
    }
    slots = {
        "page_token": new_page_token(),
        "csrf_token": get_token(request),
        "draft": draft,
        "reply": reply_html(quoted) if quoted else "",
        "error": error,
        "history": messages,
        "news": news,
        "counters": room_counters_html(room_counters(room.pk)) if room.has_counters else "",
        "cursor": write_cursor(shell["epoch"], room.seq),
        "notices": _notices(request),
        "title": title_text(room.name_for(request.user), shell["unread"]),
        **kind.slots,
        **{f"shell.{name}": html for name, html in shell.items()},
    }
    return HttpResponse(render_with_slots(kind.template, audience, variant, slots))


def _news(membership, part):
    news = news_of(membership)
    return news.html(membership.room, part.shows(news.first_id)) if news else ""


def _variant(membership, *, has_draft):
    """What the page's template asks about: the same for many people."""
    room, user = membership.room, membership.user
    return composer_context(0, user.writes_lines) | {
        "has_focus": not has_draft,
        "slug": room.slug,
        "address": room.get_absolute_url(),
        "room_name": room.home.name_for(user),
        "site_name": settings.SITE_NAME,
        "purpose": room.home.purpose,
        "is_archived": room.is_archived,
        "is_direct": room.home.is_direct,
        "level": membership.level,
        "levels": _levels(user.language),
        "shell.is_staff": user.is_staff,
    }


@lru_cache
def _levels(language):
    """The notification levels in that language; to translate them takes 30 µs."""
    with translation.override(language):
        return tuple((level, str(words)) for level, words in Membership.LEVELS)


def _notices(request):
    """The notices that earlier requests left for this visitor."""
    notices = get_messages(request)
    return render_to_string("site/_notices.html", {"messages": notices}) if notices else ""


def _read(request, membership):
    """The shell, after the room was marked as read by who gets it without an open page."""
    if not is_opened_by_browser(request):
        membership.mark_read()
    shell = shell_for(membership.user, membership.room)
    if is_opened_by_browser(request) or not shell["bell"].unread:
        return shell
    if membership.clear_notifications():
        membership.user.refresh_from_db(fields=["bell_seq"])
        shell = shell_for(membership.user, membership.room)
    return shell


def is_opened_by_browser(request):
    """Whether a browser opens the page, perhaps in a tab that nobody looks at.

    Its open page says when somebody does, or `seen` without JavaScript. Who does not say what
    they fetch it for have read what they get.
    """
    return request.headers.get("Sec-Fetch-Dest") == "document"


def viewer_audience(request):
    return audience_of(request.user.language, request.user.time_zone)
