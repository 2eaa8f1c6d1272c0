"""What the forms of an open page ask for by HTTP: when its socket is dead, and for another box."""

from django.http import HttpResponse
from django.shortcuts import redirect

from rooms.chat.access import quoted_in
from rooms.chat.actions import POST
from rooms.chat.composer import composer_inside
from rooms.chat.forms import DraftForm
from rooms.chat.outbox import FormId, Outbox, push_refusal
from rooms.live.post_door import perform

FIELDS = ("outbox", "n", "body")


def take_outbox(request, membership):
    """Take all that a page has put away, in its order, as over the socket.

    Behind a text that has to wait all others wait too, so that none is stored before it.
    """
    waiting, pushes = Outbox(request.POST.get("page", "")), []
    for form in _forms(request.POST):
        data = form | {"action": "again"}
        outcome = perform(POST, request, membership.pk, waiting.completed(data))
        pushes.append(_push_of(outcome, waiting, data))
        if outcome.refusal and outcome.refusal.retry_after:
            break
    return HttpResponse("".join(pushes))


def _forms(data):
    """What each form has; `also` names those for which it is chosen.

    In a page of an older release they answer no messages.
    """
    forms = list(zip(*map(data.getlist, FIELDS), strict=False))
    replies = data.getlist("reply")
    if len(replies) != len(forms):
        replies = [""] * len(forms)
    also = data.getlist("also")
    return [
        dict(zip(FIELDS, form, strict=True), reply=reply, also="on" if form[1] in also else "")
        for form, reply in zip(forms, replies, strict=True)
    ]


def _push_of(outcome, waiting, data):
    if outcome.refusal:
        return push_refusal(data, outcome.refusal)
    return waiting.settle(FormId.of(data), outcome.result.late)


def change_lines(request, membership, address):
    """Write in a box of several lines from now on, or of one; what is written stays.

    address: of the page, to go back to without htmx.
    """
    form = DraftForm(request.POST)
    draft = form.cleaned_data["body"] if form.is_valid() else ""
    request.user.write_lines(not request.POST.get("lines"))
    if not request.htmx:
        membership.keep_draft(draft)
        return redirect(address)
    n, name = FormId.of(request.POST)
    quoted = quoted_in(membership.room, request.POST.get("reply"))
    return HttpResponse(composer_inside(n, name, request.user.writes_lines, draft, quoted))
