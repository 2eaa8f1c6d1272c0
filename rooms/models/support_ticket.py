import secrets

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.live.hints import hint
from rooms.models.audit import record
from rooms.models.job import Job
from rooms.models.message import Message
from rooms.models.room import Room
from rooms.models.support_desk import SupportDesk
from rooms.models.support_moves import TicketMoves
from rooms.models.support_subject import SupportSubject
from rooms.models.support_tag import SupportTag
from rooms.models.user import User

EXCERPT = 120
ASKS = _("%(name)s asks: “%(text)s”")
"Characters of a question that a notification has."


class TicketQuerySet(models.QuerySet):
    def waiting(self):
        """The queue, in the order in which it is served."""
        return self.filter(state=Ticket.WAITING).order_by("-is_urgent", "waiting_since", "pk")

    def taken(self):
        """Those that an agent has, the oldest question without an answer first."""
        taken = self.filter(state__in=(Ticket.OPEN, Ticket.SNOOZED))
        return taken.order_by(models.F("unanswered_since").asc(nulls_last=True), "pk")

    def of_agent(self, agent):
        """Those that keep the agent busy."""
        return self.filter(agent=agent, state=Ticket.OPEN)

    def with_question(self):
        """Each with its `question`, the text of its first message."""
        first = Message.objects.filter(room=models.OuterRef("room")).order_by("seq")
        return self.annotate(question=models.Subquery(first.values("body")[:1]))

    @transaction.atomic
    def ask(self, guest, question, key, **details):
        """Begin a conversation of the guest, whose only one it is; they wait from now on, unless a
        bot answers first."""
        guest.memberships.all().delete()
        room = Room.objects.create(kind=Room.SUPPORT, slug=secrets.token_hex(8))
        room.memberships.grant_to(guest)
        bot = SupportDesk.current().first_agent
        ticket = self.create(room=room, guest=guest, key=key, **self._place(bot), **details)
        record("conversation begun", on=ticket, actor=guest)
        if bot:
            ticket.begin_with(bot)
        Message.objects.post(room, guest, question, key)
        if not bot:
            ticket.tell_duty(ASKS, text=" ".join(question.split())[:EXCERPT])
        ticket.refresh_from_db()
        return ticket

    def _place(self, bot):
        """Whom a bot answers first waits for nobody."""
        if bot:
            return {}
        return {"waiting_since": timezone.now(), "place": self.waiting().count() + 1}


class Ticket(TicketMoves):
    """A conversation of a visitor with the support desk: whose turn it is, and whose work.

    Its messages are those of its room.
    """

    WAITING, OPEN, SNOOZED, CLOSED = "waiting", "open", "snoozed", "closed"
    STATES = [
        (WAITING, _("waiting")),
        (OPEN, _("open")),
        (SNOOZED, _("snoozed")),
        (CLOSED, _("closed")),
    ]

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="ticket")
    guest = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tickets")
    agent = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="taken_tickets"
    )
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    key = models.UUIDField(
        unique=True, help_text=_("Of the form that began it; makes a resend safe.")
    )
    subject = models.ForeignKey(
        SupportSubject,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tickets",
        verbose_name=_("what it is about"),
    )
    tags = models.ManyToManyField(SupportTag, blank=True, related_name="tickets")
    email = models.EmailField(blank=True)
    came_from = models.URLField(
        max_length=500, blank=True, help_text=_("The page on which the visitor was.")
    )
    is_urgent = models.BooleanField(_("urgent"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(
        null=True, blank=True, help_text=_("When it came into the queue; empty outside it.")
    )
    unanswered_since = models.DateTimeField(
        null=True, blank=True, help_text=_("When the visitor wrote what nobody has answered yet.")
    )
    place = models.PositiveIntegerField(
        default=1, editable=False, help_text=_("Which in the queue it was when it came there.")
    )
    waited = models.PositiveIntegerField(
        null=True, editable=False, help_text=_("Seconds that it was in the queue, until taken.")
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When a person answered for the first time.")
    )
    snoozed_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("The visitor's, from 1 to 5.")
    )
    rating_words = models.CharField(max_length=200, blank=True)
    seq = models.PositiveBigIntegerField(
        default=0, editable=False, help_text=_("Latest number of the topic support.<id>.")
    )
    notes_seq = models.PositiveBigIntegerField(
        default=0, editable=False, help_text=_("Latest number of the topic support.<id>.notes.")
    )

    objects = TicketQuerySet.as_manager()

    class Meta(TicketMoves.Meta):
        abstract = False
        indexes = [models.Index(fields=["state", "waiting_since"], name="support_queue")]

    def __str__(self):
        return f"{self.guest} ({self.public_id})"

    @property
    def public_id(self):
        return self.room.slug

    @property
    def is_waiting(self):
        return self.state == self.WAITING

    @property
    def is_with_bot(self):
        return self.state == self.OPEN and self.agent is not None and self.agent.is_bot

    @property
    def is_closed(self):
        return self.state == self.CLOSED

    @property
    def topic(self):
        return f"support.{self.pk}"

    @property
    def notes_topic(self):
        """Of what agents say among themselves, which no page of the visitor follows."""
        return f"support.{self.pk}.notes"

    def advance(self):
        """Store it with the next number of its topic, and hint its pages and the queue."""
        self.seq += 1
        self.save()
        hint(self.topic, seq=self.seq)
        SupportDesk.advance()
        self._schedule("support.silent", self._silent_at())
        self._schedule("support.wake", self.snoozed_until)

    def _schedule(self, kind, due):
        """A job that is due for nothing any more finds that out itself."""
        if due:
            Job.objects.schedule(kind, due, ticket=self.pk)

    def _silent_at(self):
        """When its agent has been silent for too long; None while nobody waits for them."""
        if self.state != self.OPEN or not self.unanswered_since:
            return None
        return max(self.unanswered_since, self.taken_at) + SupportDesk.current().silent_after

    def _lock(self):
        self.room.lock()
        self.refresh_from_db()
