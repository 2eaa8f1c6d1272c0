"""Threads: those that one follows, beginning one, its page, following it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rooms.chat.access import membership_for, membership_of, message_for
from rooms.chat.actions import FOLLOW, START_THREAD
from rooms.chat.composer import composer_context
from rooms.chat.forms import THREAD_OUTBOX, MessageForm
from rooms.chat.rendering import follow_html, root_html
from rooms.chat.views.room import Kind, answer, viewer_audience
from rooms.live.post_door import perform
from rooms.models import Room
from rooms.models.readable import readable
from rooms.models.shown import Quote
from rooms.site.search import paginate
from rooms.site.shell import shell_for
from rooms.site.sidebar import direct_names


@login_required
@require_safe
def threads(request):
    """Those that the person follows, that with the latest reply first."""
    memberships = request.user.memberships.of_threads().followers()
    memberships = memberships.filter(room__archived_at=None, room__posts__gt=0)
    found = paginate(request, memberships.order_by("-room__last_posted_at"))
    context = {"found": found, "lines": _lines(found, request.user)}
    return render(request, "chat/threads.html", context | {"shell": shell_for(request.user)})


def _lines(found, user):
    """For each of them the thread, what it answers, in which room, and how much of it is new."""
    rooms = Room.objects.select_related("root__author", "parent")
    rooms = rooms.in_bulk([membership.room_id for membership in found])
    directs = {room.parent_id for room in rooms.values() if room.parent.is_direct}
    names = direct_names(directs, user.pk)
    unread = readable(user.notifications.unread()).filter(room__in=rooms).order_by()
    counts = dict(unread.values_list("room").annotate(Count("pk")))
    return [_line(rooms[each.room_id], names, counts) for each in found]


def _line(thread, names, counts):
    return {
        "thread": thread,
        "quote": Quote.of(thread.root),
        "replies": thread.root.shown_replies[0],
        "room": names.get(thread.parent_id) or thread.parent.name,
        "unread": counts.get(thread.pk, 0),
    }


@login_required
@require_POST
def start(request):
    """Begin the thread of a message, or go on with it."""
    form = MessageForm(request.POST)
    message = message_for(request.user, form.cleaned_data["message"] if form.is_valid() else 0)
    outcome = perform(START_THREAD, request, membership_for(request.user, message).pk)
    _say_refusal(request, outcome)
    return redirect(outcome.result or message)


@login_required
@require_safe
def of_message(request, pk):
    """Lead to the thread of the message."""
    message = message_for(request.user, pk)
    return redirect(reverse("thread", args=[message.room.slug, pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request, slug, pk):
    """Read the thread; a POST stores a reply. Without a thread it leads to the message."""
    membership = _membership(request, slug, pk)
    if membership is None:
        return redirect("message", pk)
    root, audience = membership.room.root, viewer_audience(request)
    several_lines = request.user.writes_lines
    variant = composer_context(0, several_lines, THREAD_OUTBOX) | {
        "is_thread": True,
        "parent_slug": slug,
        "root_pk": pk,
    }
    slots = {"root": root_html(root, audience), "follow": follow_html(membership.follows)}
    return answer(request, membership, Kind("chat/thread.html", variant, slots))


@login_required
@require_POST
def follow(request, slug, pk):
    """Be told of each reply, or not any more."""
    membership = _membership(request, slug, pk)
    if membership is None:
        raise Http404
    outcome = perform(FOLLOW, request, membership.pk)
    _say_refusal(request, outcome)
    return redirect(membership.room)


def _say_refusal(request, outcome):
    """On the next page, as these forms have none of their own; a right that is missing is 403."""
    if outcome.refusal and outcome.refusal.status == 403:
        raise PermissionDenied(outcome.error)
    if outcome.refusal:
        messages.error(request, outcome.error)


def _membership(request, slug, pk):
    """The person's membership in the thread; None if the message has none yet."""
    message = message_for(request.user, pk)
    if message.room.slug != slug:
        raise Http404
    thread = Room.objects.filter(root=message).first()
    if thread is None:
        return None
    membership = membership_of(request.user, thread.slug)
    membership.room.parent, membership.room.root = message.room, message
    return membership
