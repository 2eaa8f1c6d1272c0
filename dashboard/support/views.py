"""The queue of the support desk, and what agents do with its conversations."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dashboard.access import staff_only
from rooms.live.post_door import perform, refused
from rooms.models import SupportDuty
from rooms.models.support_tag import LENGTH, key_of
from rooms.site.shell import shell_for
from rooms.support.actions import (
    CLOSE,
    DUTY,
    GIVE_BACK,
    HAND_OVER,
    REOPEN,
    SNOOZE,
    TAKE,
    UNTAG,
    URGENT,
)
from rooms.support.queue import queue_now
from rooms.support.rendering import queue_html


@staff_only
@require_safe
def desk(request):
    return _desk(request)


def _desk(request):
    is_mine, tag = "mine" in request.GET, key_of(request.GET.get("tag", "")[:LENGTH])
    queue = queue_now().chosen(request.user.pk if is_mine else None, tag)
    parts = queue_html(queue)
    context = {
        "queue": queue,
        "queue_html": parts["queue"],
        "taken_html": parts["taken"],
        "is_mine": is_mine,
        "tag": tag,
        "on_duty_html": parts["on-duty"],
        "is_on_duty": SupportDuty.objects.filter(agent=request.user).exists(),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/support/desk.html", context)


def _door(action, then=""):
    """A view that performs the action, and goes to the conversation or to the URL name `then`.

    A refusal is told above the queue.
    """

    @staff_only
    @require_POST
    def view(request):
        outcome = perform(action, request)
        if outcome.refusal:
            messages.error(request, outcome.error)
            return refused(_desk(request), outcome.refusal)
        return redirect(then or outcome.result.room)

    return view


duty = _door(DUTY, "desk")
take = _door(TAKE)
hand_over = _door(HAND_OVER)
give_back = _door(GIVE_BACK, "desk")
close = _door(CLOSE)
reopen = _door(REOPEN)
snooze = _door(SNOOZE)
urgent = _door(URGENT)
untag = _door(UNTAG)
