"""The actions of the pages as calls of a program: the same, but answered in JSON."""

from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext_lazy as _

from rooms.announcements.actions import ACTIONS as ANNOUNCEMENT_ACTIONS
from rooms.api.message_pages import message_text
from rooms.api.problems import problem_of
from rooms.api.rendering import conversation_json, counter_json, note_json
from rooms.chat.actions import ACTIONS as ROOM_ACTIONS
from rooms.chat.actions import FOLLOW, ROOM_READ, START_THREAD
from rooms.chat.room_actions import ROOM_ACTIONS as OF_ROOMS
from rooms.chat.room_actions import ROOM_MAKE
from rooms.counters.actions import ACTIONS as COUNTER_ACTIONS
from rooms.live.actions import Action, Caller
from rooms.live.actor import as_actor
from rooms.live.json_frames import to_json
from rooms.live.refusal import Refused
from rooms.models import Message
from rooms.notifications.actions import ACTIONS as BELL_ACTIONS
from rooms.notifications.actions import NOTIFY
from rooms.support.access import CONVERSATIONS
from rooms.support.actions import OF_AGENTS

NO_ACTION = _("There is no such action.")
NO_SUBJECT = _("Say in “topic” what it is about, such as “%(kind)s.5”.")
NOT_ANNOUNCED = _("There is no such announcement.")
ABOUT_ROOMS = {*ROOM_ACTIONS, *OF_ROOMS, ROOM_READ.name, START_THREAD.name, FOLLOW.name} - {
    ROOM_MAKE.name
}
OF_PAGES = ("id", "action", "topic", "page")
"Fields of a call that are no fields of its form; a program has no page with forms."


class ProgramCall:
    """One call, as the page that its action answers."""

    def __init__(self, socket, number, subject):
        self.socket, self.number = socket, number
        self.hub, self.user_id, self.audience = socket.hub, socket.user_id, socket.words
        self.caller = Caller(socket.user_id, subject)

    def as_actor(self):
        return as_actor(self.socket.principal.user, self.socket.address)


def find_action(name: str) -> Action:
    """The action of that name, which answers in JSON. Raises Refused (404)."""
    if name not in CALLS:
        raise Refused(NO_ACTION, "action", status=404)
    return CALLS[name]


def kind_of_subject(action: Action) -> str:
    """The kind of topic that the action is about; "" if it is about none."""
    if action.name in COUNTER_ACTIONS:
        return "counter"
    return "room" if action.name in ABOUT_ROOMS else ""


def is_about(action: Action, name: str) -> bool:
    """Whether the action can be about a topic of that name; a conversation is a room too."""
    kind = kind_of_subject(action)
    return name.startswith(("room.", "support.") if kind == "room" else f"{kind}.")


def fields_of(data: dict) -> dict:
    """What goes into the action's form."""
    fields = {name: value for name, value in data.items() if name not in OF_PAGES}
    return fields | {"key": key_of(fields["key"])} if fields.get("key") else fields


def key_of(text) -> str:
    """A program's own key for a post as the UUID that is stored, the same at each door."""
    return str(uuid5(NAMESPACE_URL, str(text)))


def _show_error(page, data, refusal):
    if not isinstance(refusal, Refused):
        refusal = Refused(str(refusal) or _("You are not allowed to do that."), status=403)
    return to_json({"id": page.number, "error": problem_of(refusal)})


def _answering(result):
    """`result` makes JSON of what an action returned."""
    return lambda page, done: f'{{"id":{to_json(page.number)},"result":{result(done)}}}'


def _message(changed):
    """The JSON of the message that an action changed, in its present state."""
    return message_text(Message.objects.select_related("author").get(pk=changed.pk))


def _counter(counter):
    return to_json(counter_json(counter))


def _room(room):
    return to_json({"topic": room.topic, "slug": room.slug, "seq": room.seq})


def _read(announcement):
    if announcement is None:
        raise Refused(NOT_ANNOUNCED, status=404)
    return "null"


def _conversation(ticket):
    return to_json(conversation_json(CONVERSATIONS.get(pk=ticket.pk)))


RESULTS = {
    **dict.fromkeys(OF_AGENTS, _conversation),
    "ticket_note": lambda note: to_json(note_json(note)),
    "post": lambda posted: message_text(posted.message),
    "edit": _message,
    "react": _message,
    "room_make": _room,
    "start_thread": _room,
    "bump": _counter,
    "set": _counter,
    "reset": _counter,
    "announcement_read": _read,
    "notify": lambda count: to_json({"notified": count}),
    "suggest": lambda found: to_json([each._asdict() for each in found["names"]]),
}
"What is told of what an action did; nothing of all others."


def _call(action):
    show = _answering(RESULTS.get(action.name, lambda done: "null"))
    return replace(action, show=show, show_refusal=_show_error, is_quiet=False)


ACTIONS = [
    *ROOM_ACTIONS.values(),
    *COUNTER_ACTIONS.values(),
    *BELL_ACTIONS.values(),
    *ANNOUNCEMENT_ACTIONS.values(),
    *OF_AGENTS.values(),
    *OF_ROOMS.values(),
    ROOM_READ,
    START_THREAD,
    FOLLOW,
    NOTIFY,
]
CALLS = {action.name: _call(action) for action in ACTIONS if action.scope}
