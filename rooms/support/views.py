"""The visitor's side of the desk. At these addresses `request.user` is a guest or nobody."""

import uuid

from csp.decorators import csp_replace
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rooms.accounts.attempts import begin_attempt
from rooms.chat.actions import POST
from rooms.chat.outbox_door import change_lines, take_outbox
from rooms.live.post_door import perform, refused
from rooms.models import SupportDesk, Ticket, User
from rooms.support.access import TICKETS, membership_of_guest
from rooms.support.actions import END, RATE
from rooms.support.assignment import opening_now
from rooms.support.authentication import is_secret_of, remember, secret_of
from rooms.support.conversation import conversation_context, older_context
from rooms.support.forms import QuestionForm
from rooms.support.queue import places_now, status_of
from rooms.support.rendering import VISITORS, audience_for, away_html, position_html, status_html
from rooms.support.transcript import TYPES, transcript_of


@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """Begin a conversation; who has one that is not closed goes there."""
    if ticket := _present_one(request.user):
        return redirect("support-conversation", ticket.public_id)
    if request.method == "POST":
        return _ask(request)
    return _question_page(request, QuestionForm(initial=_known(request)))


def _present_one(guest):
    tickets = Ticket.objects.filter(room__memberships__user=guest.pk).select_related("room")
    return tickets.exclude(state=Ticket.CLOSED).first()


def _known(request):
    came_from = request.headers.get("Referer", "")
    is_ours = came_from.startswith(request.build_absolute_uri("/"))
    known = {"came_from": "" if is_ours else came_from}
    known["time_zone"] = SupportDesk.current().time_zone
    if request.user.is_authenticated:
        known |= {"name": request.user.display_name, "time_zone": request.user.time_zone}
    return known


def _ask(request):
    form, attempt = QuestionForm(request.POST), begin_attempt(request, "question")
    if attempt.refusal:
        return refused(_question_page(request, form, attempt.error), attempt.refusal)
    if not form.is_valid():
        attempt.result.succeeded()
        return _question_page(request, form, status=422)
    ticket = _begin(request.user, form.cleaned_data)
    return remember(redirect("support-conversation", ticket.public_id), ticket.guest)


@transaction.atomic
def _begin(guest, data):
    """The conversation that the form asks for, or the one that it began before."""
    known = TICKETS.filter(key=data["key"]).first()
    if known:
        return known
    if not guest.is_authenticated:
        zone = data["time_zone"] or SupportDesk.current().time_zone
        guest = User.objects.add_guest(data["name"], time_zone=zone)
    details = {name: data.get(name) or empty for name, empty in DETAILS.items()}
    return Ticket.objects.ask(guest, data["body"], data["key"], **details)


DETAILS = {"subject": None, "email": "", "came_from": ""}


def _question_page(request, form, error="", status=200):
    opening, desk = opening_now(), SupportDesk.current()
    context = {"form": form, "error": error, "key": _key(request), "desk": desk}
    if not opening.is_open:
        with timezone.override(_zone(request, desk)):
            context["away"] = away_html(opening.opens_at)
    return render(request, "support/ask.html", context, status=status)


def _zone(request, desk):
    return request.user.time_zone if request.user.is_authenticated else desk.time_zone


def _key(request):
    """That of the form which was sent, so that sending it again makes no second conversation."""
    return request.POST.get("key") or uuid.uuid4()


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request, slug):
    """Read one's conversation; a POST stores a message, as the socket's `post` does."""
    membership = membership_of_guest(request.user, slug)
    if request.method != "POST":
        return remember(_page(request, membership), request.user)
    outcome = perform(POST, request, membership.pk, request.POST.dict() | {"action": ""})
    if outcome.refusal:
        return refused(_page(request, membership, outcome.error), outcome.refusal)
    return redirect(f"{request.path}#end")


def _page(request, membership, error="", rating_error=""):
    room, draft = membership.room, request.POST.get("body", "") if error else membership.draft
    places, audience = places_now(), audience_for(request.user)
    place, wait = places.of(room.ticket.pk)
    context = conversation_context(request, room, VISITORS, "visitor", draft)
    context |= {
        "error": error,
        "rating_error": rating_error,
        "rating": _rating_form(request, room.ticket, rating_error),
        "has_rated": room.ticket.rating is not None,
        "address": reverse("support-conversation", args=[room.slug]),
        "status": status_html(status_of(room.ticket.pk)),
        "position": position_html(place, wait, places.opening, audience) if place else "",
        "link": request.build_absolute_uri(_link(room.ticket)),
    }
    return render(request, "support/conversation.html", context)


def _rating_form(request, ticket, error):
    if error:
        return RATE.form(request.POST)
    return RATE.form(initial={"rating": ticket.rating, "words": ticket.rating_words})


def _link(ticket):
    return reverse("support-return", args=[ticket.public_id, secret_of(ticket)])


@require_safe
def older(request, slug):
    room = membership_of_guest(request.user, slug).room
    return render(request, "chat/_older.html", older_context(request, room, VISITORS))


@require_POST
def outbox(request):
    return take_outbox(request, _membership(request))


@require_POST
def lines(request):
    membership = _membership(request)
    address = reverse("support-conversation", args=[membership.room.slug])
    return change_lines(request, membership, address)


def _membership(request):
    return membership_of_guest(request.user, request.POST.get("room", ""))


@require_POST
def end(request, slug):
    membership = membership_of_guest(request.user, slug)
    outcome = perform(END, request, membership.pk)
    if outcome.refusal:
        return refused(_page(request, membership, outcome.error), outcome.refusal)
    return redirect("support-conversation", slug)


@require_POST
def rate(request, slug):
    membership = membership_of_guest(request.user, slug)
    outcome = perform(RATE, request, membership.pk)
    if outcome.refusal:
        page = _page(request, membership, rating_error=outcome.error)
        return refused(page, outcome.refusal)
    return redirect("support-conversation", slug)


@xframe_options_exempt
@require_safe
def frame(request):
    """For other sites to frame: a link that opens the desk in a window of its own."""
    if not settings.SUPPORT_FRAMES:
        raise Http404
    return csp_replace({"frame-ancestors": settings.SUPPORT_FRAMES})(_frame)(request)


def _frame(request):
    response = render(request, "support/frame.html")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def transcript(request, slug, form):
    """The whole conversation as a file, as text or as a page."""
    room = membership_of_guest(request.user, slug).room
    name = f"support-{slug}.{form}"
    return HttpResponse(
        transcript_of(room, form),
        content_type=f"{TYPES[form]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def come_back(request, slug, secret):
    """The link to come back by: the cookie replaces the secret, so that no history has it."""
    ticket = TICKETS.filter(room__slug=slug, guest__is_active=True).first()
    if ticket is None or not is_secret_of(ticket, secret):
        raise Http404
    return remember(redirect("support-conversation", slug), ticket.guest)
