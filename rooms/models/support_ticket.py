import secrets

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.actor import current_actor
from rooms.live.hints import hint
from rooms.live.refusal import Refused
from rooms.models.audit import record
from rooms.models.job import Job
from rooms.models.message import Message
from rooms.models.room import Room
from rooms.models.support_desk import SupportDesk
from rooms.models.support_subject import SupportSubject
from rooms.models.user import User


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

    @transaction.atomic
    def ask(self, guest, question, key, **details):
        """Begin a conversation of the guest, whose only one it is; they wait from now on."""
        guest.memberships.all().delete()
        room = Room.objects.create(kind=Room.SUPPORT, slug=secrets.token_hex(8))
        room.memberships.grant_to(guest)
        place = {"waiting_since": timezone.now(), "place": self.waiting().count() + 1}
        ticket = self.create(room=room, guest=guest, key=key, **place, **details)
        record("conversation begun", on=ticket, actor=guest)
        Message.objects.post(room, guest, question, key)
        ticket.refresh_from_db()
        return ticket


class Ticket(models.Model):
    """A conversation of a visitor with the support desk: whose turn it is, and whose work.

    Its messages are those of its room. Every verb locks the room first, as a post does.
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
        null=True, blank=True, help_text=_("When an agent answered for the first time.")
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

    class Meta:
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
    def is_closed(self):
        return self.state == self.CLOSED

    @property
    def topic(self):
        return f"support.{self.pk}"

    @property
    def notes_topic(self):
        """Of what agents say among themselves, which no page of the visitor follows."""
        return f"support.{self.pk}.notes"

    # What agents do:

    @transaction.atomic
    def take(self, agent):
        """Answer the visitor from now on. Refused (409) if somebody was faster."""
        self._lock()
        if self.agent_id == agent.pk and self.state == self.OPEN:
            return
        if not self.is_waiting:
            raise Refused(self._text_gone(), status=409)
        self._refuse_if_busy(agent)
        self._give_to(agent)
        record("conversation taken", on=self)

    @transaction.atomic
    def hand_over(self, agent, by=None, word=""):
        """Let this agent answer from now on, with a word to them. Refused if it is closed."""
        self._lock()
        self._refuse_if_closed()
        if self.agent_id != agent.pk or self.state != self.OPEN:
            self._refuse_if_busy(agent)
            self._give_to(agent)
            record("conversation handed over", on=self, detail=f"to {agent}")
        if word:
            self._add_note(by, word)

    @transaction.atomic
    def give_back(self, by=None, word=""):
        """Put it back into the queue, with a word to the others. Refused if it is closed.

        A visitor whom nobody has answered waits there as long as they do already.
        """
        self._lock()
        self._refuse_if_closed()
        if word:
            self._add_note(by, word)
        if not self.is_waiting:
            self._wait(self.unanswered_since or timezone.now())
            record("conversation given back", on=self)

    @transaction.atomic
    def close(self):
        """End it; whoever writes again reopens it. Closing it twice changes nothing."""
        self._lock()
        if not self.is_closed:
            self.state, self.closed_at = self.CLOSED, timezone.now()
            self.waiting_since = self.unanswered_since = self.snoozed_until = None
            record("conversation closed", on=self)
            self.advance()

    @transaction.atomic
    def reopen(self):
        """Go on with it: with the agent who had it, else in the queue."""
        self._lock()
        if self.is_closed:
            self._reopen(current_actor().person)
            self.advance()

    @transaction.atomic
    def snooze(self, until):
        """Set it aside until then, or until the visitor writes. Refused if nobody has it."""
        self._lock()
        if self.state not in (self.OPEN, self.SNOOZED):
            raise Refused(gettext("Take the conversation first."), status=409)
        self.state, self.snoozed_until = self.SNOOZED, until
        record("conversation snoozed", on=self)
        self.advance()

    @transaction.atomic
    def add_note(self, author, body):
        """Say something to the other agents, which the visitor never gets."""
        self._lock()
        return self._add_note(author, body)

    # What time does:

    @transaction.atomic
    def return_if_silent(self):
        """Put it back into the queue if its agent has let the visitor wait for too long."""
        self._lock()
        due = self._silent_at()
        if due and due <= timezone.now():
            self._wait(self.unanswered_since)
            record("conversation returned", on=self)

    @transaction.atomic
    def wake(self):
        """Go on with it, if it was set aside until now."""
        self._lock()
        if self.state == self.SNOOZED and self.snoozed_until <= timezone.now():
            self.state, self.snoozed_until = self.OPEN, None
            self.advance()

    # What the visitor does:

    @transaction.atomic
    def rate(self, rating, words):
        """Say how it was, from 1 to 5; saying it again replaces it. Refused before the end."""
        self._lock()
        if not self.is_closed:
            raise Refused(gettext("You can rate the conversation once it has ended."), status=409)
        self.rating, self.rating_words = rating, words
        record("conversation rated", on=self, detail=str(rating), actor=self.guest)
        self.advance()

    def note_posts(self, authors):
        """These people have posted, in this order. Call it while the room is locked."""
        self.refresh_from_db()
        before = self.state, self.unanswered_since, self.answered_at
        if self.is_closed:
            self._reopen(authors[0])
        for author in authors:
            if author.pk == self.guest_id:
                self._wake_up()
                self.unanswered_since = self.unanswered_since or timezone.now()
            else:
                self.unanswered_since, self.answered_at = None, self.answered_at or timezone.now()
        if before != (self.state, self.unanswered_since, self.answered_at):
            self.advance()

    # How:

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

    def _wake_up(self):
        if self.state == self.SNOOZED:
            self.state, self.snoozed_until = self.OPEN, None

    def _add_note(self, author, body):
        self.notes_seq += 1
        self.save(update_fields=["notes_seq"])
        hint(self.notes_topic, seq=self.notes_seq)
        return self.notes.create(author=author, body=body, seq=self.notes_seq)

    def _lock(self):
        self.room.lock()
        self.refresh_from_db()

    def _give_to(self, agent):
        self.room.memberships.exclude(user__in=[self.guest_id, agent.pk]).delete()
        self.room.memberships.grant_to(agent)
        self.agent, self.state, self.taken_at = agent, self.OPEN, timezone.now()
        self.snoozed_until = None
        if self.waiting_since:
            self.waited = (self.taken_at - self.waiting_since).total_seconds()
        self.waiting_since = None
        self.advance()

    def _wait(self, since):
        self.room.memberships.exclude(user=self.guest_id).delete()
        self.agent, self.state, self.waiting_since = None, self.WAITING, since
        self.snoozed_until = None
        self.place = Ticket.objects.waiting().count() + 1
        self.advance()

    def _reopen(self, by):
        is_taken = self.agent is not None and self.agent.is_active and self.agent.is_staff
        self.state = self.OPEN if is_taken else self.WAITING
        self.waiting_since = None if is_taken else timezone.now()
        self.place = Ticket.objects.waiting().count() + 1
        self.agent = self.agent if is_taken else None
        self.closed_at = None
        record("conversation reopened", on=self, actor=by)

    def _refuse_if_closed(self):
        if self.is_closed:
            raise Refused(gettext("This conversation is closed. Reopen it first."), status=409)

    def _refuse_if_busy(self, agent):
        most = SupportDesk.current().most_per_agent
        if most is not None and Ticket.objects.of_agent(agent).count() >= most:
            text = gettext("%(name)s has as many conversations as one agent may have.")
            raise Refused(text % {"name": agent}, status=409)

    def _text_gone(self):
        if self.is_closed:
            return gettext("This conversation is closed.")
        return gettext("%(name)s took this conversation.") % {"name": self.agent}
