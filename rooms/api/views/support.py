"""The support desk, for staff and the bots that they admitted: its conversations and its moves."""

from dataclasses import replace

from django.utils.translation import gettext

from rooms import permissions
from rooms.api.answers import Response
from rooms.api.described import Listed, described
from rooms.api.door import ApiView
from rooms.api.paging import asked, before, numbered
from rooms.api.queries import BeforeForm, ConversationsForm, SequenceForm
from rooms.api.rendering import conversation_json, message_json, note_json
from rooms.api.views import messages
from rooms.chat.actions import POST
from rooms.models import Membership, Ticket
from rooms.models.support_tag import key_of
from rooms.models.token import SUPPORT
from rooms.support.access import CONVERSATIONS, ticket_of
from rooms.support.actions import (
    CLOSE,
    GIVE_BACK,
    HAND_OVER,
    NOTE,
    REOPEN,
    SNOOZE,
    TAG,
    TAKE,
    UNTAG,
    URGENT,
)

ANSWER = replace(POST, scope=SUPPORT)


class DeskView(ApiView):
    tag, scope = "support", SUPPORT

    def begin(self, request):
        super().begin(request)
        allowed = permissions.can_serve(request.user)
        permissions.require(allowed, gettext("Only staff can do this."))

    def moved(self, slug, **data):
        """The conversation, after the method's action on it."""
        self.play(data={**self.data, **data, "ticket": ticket_of(slug).public_id})
        return self.present(slug)

    def present(self, slug):
        return Response(conversation_json(CONVERSATIONS.get(room__slug=slug)))


class Conversations(DeskView):
    shape = Listed("Conversation", is_counted=True)

    @described("Conversations", shape, query=ConversationsForm)
    def get(self, request):
        """Those that wait in the order in which they are served; others by age, newest first."""
        data, rows = asked(ConversationsForm, request), CONVERSATIONS.all()
        if data["mine"]:
            rows = rows.filter(agent=request.user)
        if data["tag"]:
            rows = rows.filter(tags__name=key_of(data["tag"]))
        return numbered(request, _in_state(rows, data["state"]), data, _conversations)


class Conversation(DeskView):
    @described("One conversation", "Conversation")
    def get(self, request, slug):
        ticket_of(slug)
        return self.present(slug)


class Messages(DeskView, messages.Messages):
    actions = {"POST": ANSWER}

    @described("Messages of a conversation", "Messages", query=SequenceForm)
    def get(self, request, slug):
        """As those of a room: the latest, or those before a sequence, or what changed since one."""
        return super().get(request, slug)

    @described(
        "Answer a visitor",
        "MessageShape",
        status=201,
        form=messages.POST_FORM,
        fields=["body"],
        takes_key=True,
    )
    def post(self, request, slug):
        """In a conversation that I have. To a key that was used with the same text, the answer is
        the message of then."""
        mine = Membership.objects.filter(room=self.room(slug), user=request.user).first()
        posted = self.play(mine and mine.pk, self.text_and_key())
        return Response(message_json(posted.message), 201)

    def room(self, slug):
        return ticket_of(slug).room


class Notes(DeskView):
    actions = {"POST": NOTE}

    @described("Notes of a conversation", Listed("Note"), query=BeforeForm)
    def get(self, request, slug):
        """What agents say to each other, the newest first."""
        notes = ticket_of(slug).notes.select_related("author")
        return before(request, notes, asked(BeforeForm, request), note_json, "seq")

    @described("Write a note", "Note", status=201, form=NOTE.form(), fields=["body"])
    def post(self, request, slug):
        """The visitor never gets it."""
        note = self.play(data={**self.data, "ticket": ticket_of(slug).public_id})
        return Response(note_json(note), 201)


class Take(DeskView):
    actions = {"POST": TAKE}

    @described("Take a conversation", "Conversation")
    def post(self, request, slug):
        """Answer it from now on. Refused (409) if somebody was faster."""
        return self.moved(slug)


class HandOver(DeskView):
    actions = {"POST": HAND_OVER}

    @described(
        "Hand over a conversation",
        "Conversation",
        form=HAND_OVER.form(),
        fields=["agent", "word"],
    )
    def post(self, request, slug):
        """Let one of the staff answer from now on; the word to them becomes a note."""
        return self.moved(slug)


class GiveBack(DeskView):
    actions = {"POST": GIVE_BACK}

    @described("Give back a conversation", "Conversation", form=GIVE_BACK.form(), fields=["word"])
    def post(self, request, slug):
        """Put it into the queue, with a word that becomes a note."""
        return self.moved(slug)


class Close(DeskView):
    actions = {"POST": CLOSE}

    @described("Close a conversation", "Conversation")
    def post(self, request, slug):
        """Whoever writes in it again reopens it."""
        return self.moved(slug)


class Reopen(DeskView):
    actions = {"POST": REOPEN}

    @described("Reopen a conversation", "Conversation")
    def post(self, request, slug):
        """With the agent who had it, else in the queue."""
        return self.moved(slug)


class Snooze(DeskView):
    actions = {"POST": SNOOZE}

    @described("Set a conversation aside", "Conversation", form=SNOOZE.form(), fields=["minutes"])
    def post(self, request, slug):
        """For 60, 240, 1440 or 10080 minutes, or until the visitor writes."""
        return self.moved(slug)


class Urgent(DeskView):
    actions = {"POST": URGENT, "DELETE": URGENT}

    @described("Mark a conversation as urgent", "Conversation")
    def post(self, request, slug):
        """It is served before those that are not."""
        return self.moved(slug, urgent="on")

    @described("Mark a conversation as not urgent", "Conversation")
    def delete(self, request, slug):
        return self.moved(slug, urgent="")


class Tags(DeskView):
    actions = {"POST": TAG}

    @described("Tag a conversation", "Conversation", form=TAG.form(), fields=["tag"])
    def post(self, request, slug):
        """The visitor never sees it."""
        return self.moved(slug)


class Tag(DeskView):
    actions = {"DELETE": UNTAG}

    @described("Take off a tag", "Conversation")
    def delete(self, request, slug, tag):
        return self.moved(slug, tag=tag)


def _in_state(rows, state):
    if state == Ticket.WAITING:
        return rows.waiting()
    rows = rows.filter(state=state) if state else rows.exclude(state=Ticket.CLOSED)
    return rows.order_by("-pk")


def _conversations(tickets):
    return [conversation_json(each) for each in tickets]
