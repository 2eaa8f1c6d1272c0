from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms.live.actor import current_actor
from rooms.live.hints import hint
from rooms.live.refusal import Refused
from rooms.models.audit import record, stored_language
from rooms.models.notification import Notification, notify
from rooms.models.support_desk import SupportDesk
from rooms.models.support_duty import SupportDuty
from rooms.models.support_tag import SupportTag

WAITING, GIVEN = "support-waiting", "support"
"Kinds of notifications."
WAITS, WAITS_AGAIN = _("%(name)s is in the queue"), _("%(name)s is in the queue again")
MOST_TAGS = 10


class TicketMoves(models.Model):
    """What can be done with a conversation: by agents, by its visitor, by time.

    Every verb locks the room first, as a post does.
    """

    class Meta:
        abstract = True

    # What agents do:

    @transaction.atomic
    def take(self, agent):
        """Answer the visitor from now on. Refused (409) if somebody was faster.

        People take a conversation from a bot too.
        """
        self._lock()
        if self.agent_id == agent.pk and self.state == self.OPEN:
            return
        if not (self.is_waiting or (self.is_with_bot and not agent.is_bot)):
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
    def mark_urgent(self, is_urgent):
        """Have it served before those that are not."""
        self._lock()
        if self.is_urgent != is_urgent:
            self.is_urgent = is_urgent
            verb = "conversation made urgent" if is_urgent else "conversation made less urgent"
            record(verb, on=self)
            self.advance()

    @transaction.atomic
    def tag(self, name):
        """Tag it, for agents to find it by. Refused beyond MOST_TAGS; the visitor never sees it."""
        self._lock()
        tag = SupportTag.objects.named(name)
        if self.tags.contains(tag):
            return
        if self.tags.count() >= MOST_TAGS:
            raise Refused(gettext("A conversation has at most %(n)d tags.") % {"n": MOST_TAGS})
        self.tags.add(tag)
        record("conversation tagged", on=self, detail=tag.name)
        self.advance()

    @transaction.atomic
    def untag(self, name):
        """Take the tag off; one that it has not changes nothing."""
        self._lock()
        if tag := self.tags.filter(name=name).first():
            self.tags.remove(tag)
            record("conversation untagged", on=self, detail=tag.name)
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

    def begin_with(self, bot):
        """Let this bot answer first."""
        self._give_to(bot)
        record("conversation handed over", on=self, detail=f"to {bot}", actor=self.guest)

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
                self._note_answer(author)
        if before != (self.state, self.unanswered_since, self.answered_at):
            self.advance()

    # How:

    def _note_answer(self, author):
        self.unanswered_since = None
        if not author.is_bot:
            self.answered_at = self.answered_at or timezone.now()

    def _wake_up(self):
        if self.state == self.SNOOZED:
            self.state, self.snoozed_until = self.OPEN, None

    def _add_note(self, author, body):
        self.notes_seq += 1
        self.save(update_fields=["notes_seq"])
        hint(self.notes_topic, seq=self.notes_seq)
        return self.notes.create(author=author, body=body, seq=self.notes_seq)

    def _give_to(self, agent):
        self.room.memberships.exclude(user__in=[self.guest_id, agent.pk]).delete()
        self.room.memberships.grant_to(agent)
        self._mark_hooked(agent)
        self.agent, self.state, self.taken_at = agent, self.OPEN, timezone.now()
        self.snoozed_until = None
        if self.waiting_since:
            self.waited = (self.taken_at - self.waiting_since).total_seconds()
        self.waiting_since = None
        self._tell_agent(agent)
        self.advance()

    def _tell_agent(self, agent):
        address = self.room.get_absolute_url()
        on_duty = Notification.objects.filter(user__duty__isnull=False, kind=WAITING, url=address)
        on_duty.retract()
        if current_actor().person != agent:
            with stored_language():
                text = gettext("You have the conversation with %(name)s now") % {"name": self.guest}
            notify(agent, GIVEN, text, address, room=self.room)

    def tell_duty(self, sentence, **values):
        """Notify who is on duty, until somebody takes it."""
        with stored_language():
            text = sentence % {"name": self.guest, **values}
        duties = SupportDuty.objects.on().select_related("agent")
        agents = [duty.agent for duty in duties]
        notify(agents, WAITING, text, self.room.get_absolute_url())

    def _mark_hooked(self, agent):
        """Webhooks of a bot are told of the conversations that it has, and of no others."""
        if agent.is_bot or self.room.is_hooked:
            type(self.room).objects.filter(pk=self.room_id).mark_hooked()

    def _wait(self, since):
        is_new = self.agent is not None and self.agent.is_bot
        self.room.memberships.exclude(user=self.guest_id).delete()
        if self.agent:
            self._mark_hooked(self.agent)
        self.agent, self.state, self.waiting_since = None, self.WAITING, since
        self.snoozed_until = None
        self.place = type(self).objects.waiting().count() + 1
        self.tell_duty(WAITS if is_new else WAITS_AGAIN)
        self.advance()

    def _reopen(self, by):
        self.place = type(self).objects.waiting().count() + 1
        self.closed_at = None
        if self.agent and self.agent.has_access and self.agent.is_agent:
            self.state, self.waiting_since = self.OPEN, None
        else:
            self.state, self.waiting_since, self.agent = self.WAITING, timezone.now(), None
        record("conversation reopened", on=self, actor=by)

    def _refuse_if_closed(self):
        if self.is_closed:
            raise Refused(gettext("This conversation is closed. Reopen it first."), status=409)

    def _refuse_if_busy(self, agent):
        most = SupportDesk.current().most_per_agent
        if most is not None and type(self).objects.of_agent(agent).count() >= most:
            text = gettext("%(name)s has as many conversations as one agent may have.")
            raise Refused(text % {"name": agent}, status=409)

    def _text_gone(self):
        if self.is_closed:
            return gettext("This conversation is closed.")
        return gettext("%(name)s took this conversation.") % {"name": self.agent}
