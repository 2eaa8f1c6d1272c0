"""Who waits, who is served by whom, and how long waiting takes."""

from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import NamedTuple

from django.utils import timezone

from rooms.models import Connection, SupportDuty, SupportNote, SupportTag, Ticket, User
from rooms.support.assignment import Opening, opening_now

SHOWN = 100
"Of a longer queue, so many are listed; agents serve it from its beginning."
EXCERPT = 160
LATELY = timedelta(hours=2)
LEAST, MOST = 3, 100
"With fewer waits than these nobody knows what is usual; more need not be read."


class QueueLine(NamedTuple):
    pk: int
    public_id: str
    name: str
    question: str
    since: datetime | None
    is_urgent: bool
    agent: str | None
    agent_id: int | None
    subject: str | None
    tags: tuple = ()


class Queue(NamedTuple):
    """What the desk shows: those that wait, of how many in all, those that are taken, and the
    names of who is on duty."""

    waiting: tuple
    count: int
    taken: tuple
    on_duty: tuple = ()

    def chosen(self, agent_id=None, tag=""):
        """Of what it shows, what this agent has taken, or what has this tag."""
        queue = self.of_agent(agent_id) if agent_id else self
        return queue.tagged(tag) if tag else queue

    def tagged(self, tag):
        """Of what it shows, only what has this tag."""
        waiting, taken = (
            tuple(each for each in lines if tag in each.tags)
            for lines in (self.waiting, self.taken)
        )
        return self._replace(waiting=waiting, taken=taken, count=len(waiting))

    def of_agent(self, agent_id):
        """With what this agent has taken, alone."""
        return self._replace(taken=tuple(each for each in self.taken if each.agent_id == agent_id))


def queue_now():
    """The Queue, in five queries at most for any number of conversations."""
    waiting = list(_lines(Ticket.objects.waiting(), "waiting_since"))
    count = Ticket.objects.waiting().count() if len(waiting) == SHOWN else len(waiting)
    taken = list(_lines(Ticket.objects.taken(), "unanswered_since"))
    tags = SupportTag.objects.by_ticket([line.pk for line in waiting + taken])
    on_duty = SupportDuty.objects.on().order_by("agent__display_name", "pk")
    names = tuple(on_duty.values_list("agent__display_name", flat=True))
    return Queue(_with_tags(waiting, tags), count, _with_tags(taken, tags), names)


def _with_tags(lines, tags):
    return tuple(line._replace(tags=tags[line.pk]) if line.pk in tags else line for line in lines)


def _lines(tickets, since):
    rows = tickets.with_question().values_list(
        "pk",
        "room__slug",
        "guest__display_name",
        "question",
        since,
        "is_urgent",
        "agent__display_name",
        "agent_id",
        "subject__name",
    )
    for pk, slug, name, question, *rest in rows[:SHOWN]:
        yield QueueLine(pk, slug, name, _excerpt(question or ""), *rest)


def _excerpt(text):
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


class Places(NamedTuple):
    """{ticket: which it is in the queue}, and how many seconds each place takes, if known."""

    places: dict
    seconds: float | None
    opening: Opening = Opening(True)

    def of(self, ticket_id):
        """(place, minutes that it may take), (0, None) outside the queue."""
        place = self.places.get(ticket_id, 0)
        if not place or self.seconds is None:
            return place, None
        minutes = self.seconds * place / 60
        return place, 0 if minutes < 1 else ceil(minutes)


def places_now():
    waiting = Ticket.objects.waiting().values_list("pk", flat=True)
    return Places({pk: n for n, pk in enumerate(waiting, 1)}, _seconds_per_place(), opening_now())


def _seconds_per_place():
    """The median of the last hours' real waits, each by the place that it began with."""
    lately = Ticket.objects.filter(taken_at__gt=timezone.now() - LATELY).exclude(waited=None)
    waits = list(lately.order_by("-taken_at").values_list("waited", "place")[:MOST])
    if len(waits) < LEAST:
        return None
    return median(waited / max(place, 1) for waited, place in waits)


class Status(NamedTuple):
    """A conversation as its visitor sees it."""

    state: str
    agent: str
    is_agent_here: bool
    is_bot: bool = False


def status_of(ticket_id):
    agent = "agent_id", "agent__display_name", "agent__kind"
    found = Ticket.objects.filter(pk=ticket_id).values_list("state", "room_id", *agent).first()
    if found is None:
        return Status(Ticket.CLOSED, "", False)
    state, room_id, agent_id, name, kind = found
    is_here = state == Ticket.OPEN and _is_here(agent_id, room_id)
    return Status(state, name or "", is_here, kind == User.BOT)


def _is_here(user_id, room_id):
    return Connection.objects.live().filter(user=user_id, room=room_id).exists()


class Desk(NamedTuple):
    """A conversation as the agents see it, above its messages."""

    public_id: str
    state: str
    agent: str
    is_guest_here: bool
    until: datetime | None = None
    rating: int | None = None
    rating_words: str = ""
    is_urgent: bool = False
    is_with_bot: bool = False
    tags: tuple = ()


def desk_of(ticket_id):
    ticket = Ticket.objects.select_related("room", "agent").filter(pk=ticket_id).first()
    if ticket is None:
        return Desk("", Ticket.CLOSED, "", False)
    agent = ticket.agent.display_name if ticket.agent else ""
    is_here = _is_here(ticket.guest_id, ticket.room_id)
    return Desk(
        ticket.public_id,
        ticket.state,
        agent,
        is_here,
        ticket.snoozed_until,
        ticket.rating,
        ticket.rating_words,
        ticket.is_urgent,
        ticket.is_with_bot,
        tuple(ticket.tags.values_list("name", flat=True)),
    )


NOTES = 100
"Of more notes the newest are shown."


class Note(NamedTuple):
    pk: int
    author: str
    body: str
    at: datetime


def notes_of(ticket_id):
    notes = SupportNote.objects.filter(ticket=ticket_id).order_by("-seq")
    rows = notes.values_list("pk", "author__display_name", "body", "created_at")
    return tuple(Note(*row) for row in rows[:NOTES])[::-1]
