"""Messages: read and written, edited, deleted, reacted to."""

from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from django.http import HttpResponse

from rooms.api.answers import Response, no_content
from rooms.api.batched import keep_refusal
from rooms.api.described import described
from rooms.api.door import ApiView
from rooms.api.message_pages import changed_since, message_text, message_texts, posted_before
from rooms.api.paging import asked, with_links
from rooms.api.queries import SequenceForm
from rooms.api.rendering import message_json, room_json
from rooms.chat.access import find_message
from rooms.chat.actions import DELETE, EDIT, POST, REACT, START_THREAD, UNREAD
from rooms.live.late_answer import takes_late_answers

POST_FORM = POST.form({})


def _text_of(page, posted):
    """The id of the message, and its JSON."""
    return posted.message.pk, message_text(posted.message)


def _json(text, **more):
    return HttpResponse(text, content_type="application/json", **more)


POST_AS_JSON = replace(POST, show=_text_of, show_refusal=keep_refusal)


class Messages(ApiView):
    tag = "messages"
    actions = {"POST": POST}

    @described("Messages of a room", "Messages", query=SequenceForm)
    def get(self, request, slug):
        """The latest messages, or those before a sequence, or what changed since one.

        Oldest first. The header Link leads on: `prev` to earlier messages, `next` to later changes.
        With `since`, a message that was changed comes in its present state, a deleted one too.
        """
        room, data = self.room(slug), asked(SequenceForm, request)
        if data["since"] is not None:
            found = changed_since(room.pk, data["since"], data["limit"])
            links = {"next": {"since": found.keys[-1].change_seq}} if found.has_more else {}
        else:
            found = posted_before(room.pk, data["before"], data["limit"])
            links = {"prev": {"before": found.keys[0].seq}} if found.has_more else {}
        head = f'{{"topic":"{room.topic}","seq":{room.seq},"results":['
        body = head + ",".join(message_texts(found.keys)) + "]}"
        return with_links(request, _json(body), links)

    @described(
        "Write a message",
        "MessageShape",
        status=201,
        form=POST_FORM,
        fields=["body"],
        takes_key=True,
    )
    def post(self, request, slug):
        """Post a message. A key that was used with the same text gets the message of that time."""
        subject, data = self.membership(slug).pk, self.text_and_key()
        if takes_late_answers(request):
            return self.play_in_batch(POST_AS_JSON, subject, data, self._posted)
        return self._posted(_text_of(self, self.play(subject, data)))

    def room(self, slug):
        """The one whose messages are read."""
        return self.membership(slug).room

    def text_and_key(self):
        """What the action takes; a key that the program chose stores the text once."""
        data = {"body": self.data.get("body", "")}
        if key := self.request.headers.get("Idempotency-Key"):
            data["key"] = str(uuid5(NAMESPACE_URL, key))
        return data

    def _posted(self, posted):
        pk, text = posted
        address = self.request.build_absolute_uri(f"{self.request.path}{pk}/")
        return _json(text, status=201, headers={"Location": address})


class Message(ApiView):
    tag = "messages"
    actions = {"PATCH": EDIT, "DELETE": DELETE}

    @described("One message", "MessageShape")
    def get(self, request, slug, pk):
        return Response(self._message(self.membership(slug), pk))

    @described("Edit a message", "MessageShape", form=EDIT.form(), fields=["body", "base"])
    def patch(self, request, slug, pk):
        """Of one's own. With `base`, the digest of the text that was changed, it is refused if
        somebody changed the text meanwhile."""
        return self._played(slug, pk)

    @described("Delete a message", status=204)
    def delete(self, request, slug, pk):
        """Its text is gone for good; that there was a message stays."""
        membership = self.membership(slug)
        find_message(membership.room, pk)
        self.play(membership.pk, {"message": pk})
        return no_content()

    def _played(self, slug, pk):
        membership = self.membership(slug)
        self.play(membership.pk, {**self.data, "message": pk})
        return Response(self._message(membership, pk))

    def _message(self, membership, pk):
        return message_json(find_message(membership.room, pk))


class Reactions(Message):
    http_method_names = ["post"]
    actions = {"POST": REACT}

    @described("React", "MessageShape", form=REACT.form({}), fields=["emoji"])
    def post(self, request, slug, pk):
        """Add a reaction of one's own, or take it back."""
        return self._played(slug, pk)


class Thread(ApiView):
    tag = "messages"
    actions = {"POST": START_THREAD}

    @described("Open the thread of a message", "RoomShape", status=201)
    def post(self, request, slug, pk):
        """Begin it, or go on with it. A thread is a room: its slug leads to its messages."""
        thread = self.play(self.membership(slug).pk, {"message": pk})
        membership = self.membership(thread.slug)
        name, unread = thread.name_for(request.user), thread.posts - membership.read_posts
        return Response(room_json(thread, name, unread), 201)


class Unread(ApiView):
    tag = "messages"
    actions = {"POST": UNREAD}

    @described("Mark as unread", status=204)
    def post(self, request, slug, pk):
        """The room is unread from this message on."""
        self.play(self.membership(slug).pk, {"message": pk})
        return no_content()
