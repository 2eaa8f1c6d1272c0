"""Messages: read and written, edited, deleted, reacted to."""

from uuid import NAMESPACE_URL, uuid5

from django.http import HttpResponse

from rooms.api import shapes
from rooms.api.answers import Response, no_content
from rooms.api.door import ApiView
from rooms.api.message_pages import changed_since, message_texts, posted_before
from rooms.api.paging import asked, with_links
from rooms.api.queries import SequenceForm
from rooms.api.rendering import message_json
from rooms.api.schema import IDEMPOTENCY_KEY, described
from rooms.chat.access import find_message
from rooms.chat.actions import DELETE, EDIT, POST, REACT, UNREAD

POST_FORM = POST.form({})


class Messages(ApiView):
    tag = "messages"
    actions = {"POST": POST}

    @described("Messages of a room", shapes.Messages, query=SequenceForm)
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
        return with_links(request, HttpResponse(body, content_type="application/json"), links)

    @described(
        "Write a message",
        shapes.MessageShape,
        status=201,
        form=POST_FORM,
        fields=["body"],
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request, slug):
        """Post a message. A key that was used with the same text gets the message of that time."""
        message = self.write(self.membership(slug).pk)
        address = request.build_absolute_uri(f"{request.path}{message.pk}/")
        return Response(message_json(message), 201, headers={"Location": address})

    def room(self, slug):
        """The one whose messages are read."""
        return self.membership(slug).room

    def write(self, membership_id):
        """Store the message of the request, once for each key."""
        data = {"body": self.data.get("body", "")}
        if key := self.request.headers.get("Idempotency-Key"):
            data["key"] = str(uuid5(NAMESPACE_URL, key))
        return self.play(membership_id, data).message


class Message(ApiView):
    tag = "messages"
    actions = {"PATCH": EDIT, "DELETE": DELETE}

    @described("One message", shapes.MessageShape)
    def get(self, request, slug, pk):
        return Response(self._message(self.membership(slug), pk))

    @described("Edit a message", shapes.MessageShape, form=EDIT.form(), fields=["body", "base"])
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

    @described("React", shapes.MessageShape, form=REACT.form({}), fields=["emoji"])
    def post(self, request, slug, pk):
        """Add a reaction of one's own, or take it back."""
        return self._played(slug, pk)


class Unread(ApiView):
    tag = "messages"
    actions = {"POST": UNREAD}

    @described("Mark as unread", status=204)
    def post(self, request, slug, pk):
        """The room is unread from this message on."""
        self.play(self.membership(slug).pk, {"message": pk})
        return no_content()
