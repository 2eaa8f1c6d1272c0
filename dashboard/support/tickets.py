"""A conversation of the support desk as its agents see it: messages, notes, composer."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.access import staff_only
from rooms.chat.access import read_id
from rooms.chat.actions import POST
from rooms.chat.outbox_door import change_lines, take_outbox
from rooms.live.post_door import perform, refused
from rooms.models import Membership, Room, SupportReply, SupportTag
from rooms.site.shell import shell_for
from rooms.support.access import ticket_of
from rooms.support.actions import HAND_OVER, NOTE, SNOOZE, TAG
from rooms.support.conversation import conversation_context, older_context
from rooms.support.queue import desk_of, notes_of
from rooms.support.rendering import AGENTS, notes_html


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request, slug):
    """Read the conversation; a POST stores a message of the agent who has it."""
    found = ticket_of(slug)
    membership = _membership_in(found, request.user)
    if request.method != "POST":
        return _page(request, found, membership)
    subject = membership and membership.pk
    outcome = perform(POST, request, subject, request.POST.dict() | {"action": ""})
    if outcome.refusal:
        return refused(_page(request, found, membership, outcome.error), outcome.refusal)
    return redirect(f"{request.path}#end")


def _membership_in(found, agent):
    """None for an agent who does not have the conversation."""
    return Membership.objects.filter(room=found.room, user=agent).first()


def _page(request, found, membership, error="", note_error="", tag_error=""):
    if membership:
        _mark_read(membership, found.room)
    draft = _draft(request, found, membership, error)
    text = request.GET.get("reply_text", "")[:60]
    context = conversation_context(request, found.room, AGENTS, "desk", draft)
    context |= {
        "error": error,
        "address": found.room.get_absolute_url(),
        "ticket": found,
        "desk": desk_of(found.pk),
        "may_write": membership is not None,
        "reply_text": text,
        "replies": SupportReply.objects.found(text) if membership else (),
        "earlier": found.guest.tickets.exclude(pk=found.pk).select_related("room").order_by("-pk"),
        "hand_over": HAND_OVER.form(initial={"agent": found.agent_id}),
        "snooze": SNOOZE.form(),
        "notes": notes_html(notes_of(found.pk)),
        "note": request.POST.get("body", "") if note_error else "",
        "note_error": note_error,
        "tag": request.POST.get("tag", "") if tag_error else "",
        "tag_error": tag_error,
        "known_tags": SupportTag.objects.all(),
        "room_name": found.guest.display_name,
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/support/ticket.html", context)


def _mark_read(membership, room):
    membership.room = room
    membership.mark_read()
    membership.clear_notifications()


def _draft(request, found, membership, error):
    """What stands in the composer: what was refused, a reply that was chosen, or the draft."""
    if error or membership is None:
        return request.POST.get("body", "")
    chosen = SupportReply.objects.filter(pk=read_id(request.GET.get("reply"))).first()
    return chosen.text_for(found, request.user) if chosen else membership.draft


@staff_only
@require_POST
def note(request):
    outcome = perform(NOTE, request)
    if outcome.refusal:
        return _refused(request, outcome, "note_error")
    return redirect(outcome.result.ticket.room)


@staff_only
@require_POST
def tag(request):
    outcome = perform(TAG, request)
    if outcome.refusal:
        return _refused(request, outcome, "tag_error")
    return redirect(outcome.result.room)


def _refused(request, outcome, where):
    """The conversation, with what was refused in its box."""
    found = ticket_of(request.POST.get("ticket", ""))
    page = _page(request, found, _membership_in(found, request.user), **{where: outcome.error})
    return refused(page, outcome.refusal)


@staff_only
@require_safe
def older(request, slug):
    return render(request, "chat/_older.html", older_context(request, ticket_of(slug).room, AGENTS))


@staff_only
@require_POST
def outbox(request):
    return take_outbox(request, _membership(request))


@staff_only
@require_POST
def lines(request):
    membership = _membership(request)
    return change_lines(request, membership, membership.room)


def _membership(request):
    """The agent's membership of the conversation; 404 for staff who do not have it."""
    slug, mine = request.POST.get("room", ""), request.user.memberships.select_related("room")
    membership = mine.filter(room__slug=slug, room__kind=Room.SUPPORT).first()
    if membership is None:
        raise Http404
    return membership
