"""What time does at the support desk, once in all processes."""

from django.utils.translation import gettext_lazy as _

from rooms.live.jobs import job
from rooms.models import SupportDesk, Ticket
from rooms.support.assignment import assign_waiting


@job("support.silent", _("Put a conversation of a silent agent back into the queue"))
def silent(ticket):
    for each in Ticket.objects.filter(pk=ticket):
        each.return_if_silent()


@job("support.wake", _("Go on with a conversation that was set aside"))
def wake(ticket):
    for each in Ticket.objects.filter(pk=ticket):
        each.wake()


@job("support.hours", _("Open or close the support desk"))
def hours():
    SupportDesk.current().follow_hours()


@job("support.assign", _("Give waiting conversations to who is on duty"))
def assign():
    assign_waiting()
