"""What time does at the desk happens once, with several processes."""

import uuid
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from rooms.live.jobs import run_next
from rooms.models import AuditEntry, Job, Ticket, User


def silent_tickets(agent, count):
    """Conversations whose agent has let the visitor wait for too long."""
    for n in range(count):
        guest = User.objects.add_guest(f"Guest {n}")
        ticket = Ticket.objects.ask(guest, "Hello?", uuid.uuid4())
        ticket.take(agent)
        early = timezone.now() - timedelta(hours=1)
        Ticket.objects.filter(pk=ticket.pk).update(taken_at=early, unanswered_since=early)
    Job.objects.filter(kind="support.silent").update(due=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_conversations_of_a_silent_agent_return_once(sam):
    silent_tickets(sam, 6)
    barrier, ran = Barrier(2), []

    def work():
        """A worker with a connection of its own, as each process has."""
        barrier.wait()
        while run_next(Job.objects, set()):
            ran.append(1)
        connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Ticket.objects.waiting().count() == 6
    assert AuditEntry.objects.filter(verb="conversation returned").count() == 6
    assert not Job.objects.filter(kind="support.silent").exists()
