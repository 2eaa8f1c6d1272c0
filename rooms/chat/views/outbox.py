from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_POST

from rooms.chat.access import membership_of
from rooms.chat.outbox_door import change_lines, take_outbox


@login_required
@require_POST
def outbox(request):
    return take_outbox(request, _membership(request))


@login_required
@require_POST
def lines(request):
    membership = _membership(request)
    return change_lines(request, membership, membership.room)


def _membership(request):
    return membership_of(request.user, request.POST.get("room", ""))
