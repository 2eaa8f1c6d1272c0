"""What happens to a conversation at a time: its agent was silent too long, or it was set aside."""

from django.utils.translation import gettext_lazy as _

from rooms.live.jobs import job
from rooms.models import Ticket


@job("support.silent", _("Put a conversation of a silent agent back into the queue"))
def silent(ticket):
    for each in Ticket.objects.filter(pk=ticket):
        each.return_if_silent()


@job("support.wake", _("Go on with a conversation that was set aside"))
def wake(ticket):
    for each in Ticket.objects.filter(pk=ticket):
        each.wake()
