"""How each action is asked at each door, and how its outcome is read."""

import uuid
from typing import NamedTuple

import pytest
from django.urls import reverse

from rooms.models import (
    Announcement,
    Counter,
    Group,
    Message,
    Notification,
    Room,
    SupportDuty,
    Ticket,
    User,
)


class Play(NamedTuple):
    """How an action is asked at each door, and how its outcome is read from the database.

    api: the method and the address after /api/v1/.
    """

    socket: str
    post: str
    outcome: object
    api: str = ""


def start_group(*people):
    group = Group.objects.start(f"ops{Group.objects.count()}")
    for person in people:
        group.add(person)
    return group


def begin_conversation(agent):
    """A conversation of a visitor, which the agent has."""
    ticket = Ticket.objects.ask(User.objects.add_guest("Gus"), "Hello?", uuid.uuid4())
    ticket.take(agent)
    return ticket


@pytest.fixture
def things(lobby, ana, ben, sam, say):
    """Fresh objects for one call."""

    def make():
        thread = Room.objects.thread_of(say(lobby, ben, "Tea?"))
        thread.memberships.open_thread(ana)
        message = say(lobby, ana, "Hello")
        SupportDuty.objects.all().delete()
        return {
            "message": message,
            "thread": thread,
            "counter": Counter.objects.start("Votes"),
            "notification": Notification.objects.create(user=ana, kind="note", text="Done"),
            "announcement": Announcement.objects.announce(None, "News"),
            "group": start_group(ana),
            "ticket": begin_conversation(sam),
        }

    return make


def read_count(things):
    return Notification.objects.filter(pk=things["notification"].pk).exclude(read_at=None).count()


def unread(things):
    """How many messages Ana has not read: the newest one."""
    room = Room.objects.get(slug="lobby")
    return room.posts - room.memberships.get(user__username="ana").read_posts


def follows(things):
    """Whether Ana follows the thread of a message of Ben's."""
    return things["thread"].memberships.get(user__username="ana").follows


def value(things):
    return Counter.objects.get(pk=things["counter"].pk).value


def name_of_group(things):
    """Its name besides its number, if it is still there."""
    group = Group.objects.filter(pk=things["group"].pk).first()
    return group and group.name.rstrip("0123456789")


def people_of_group(things):
    return things["group"].members.count()


def at_desk(url, state, api=""):
    """Of a conversation."""
    method = "delete" if api.startswith("tags/") else "post"
    return Play(
        "/ws/dashboard/support/",
        url,
        lambda things: state(Ticket.objects.get(pk=things["ticket"].pk)),
        f"{method} support/{{public_id}}/{api}/" if api else "",
    )


def place(ticket):
    return ticket.state, ticket.agent_id


PLAYS = {
    "post": Play(
        "/ws/rooms/lobby/",
        "room",
        lambda t: Room.objects.get(slug="lobby").posts,
        "post rooms/lobby/messages/",
    ),
    "edit": Play(
        "/ws/rooms/lobby/",
        "message-edit",
        lambda t: Message.objects.get(pk=t["message"].pk).body,
        "patch rooms/lobby/messages/{message}/",
    ),
    "delete": Play(
        "/ws/rooms/lobby/",
        "message-delete",
        lambda t: Message.objects.get(pk=t["message"].pk).is_deleted,
        "delete rooms/lobby/messages/{message}/",
    ),
    "react": Play(
        "/ws/rooms/lobby/",
        "react",
        lambda t: t["message"].reactions.count(),
        "post rooms/lobby/messages/{message}/reactions/",
    ),
    "unread": Play(
        "/ws/rooms/lobby/", "unread", unread, "post rooms/lobby/messages/{message}/unread/"
    ),
    "follow": Play(
        "/ws/threads/{thread.slug}/", "thread-follow", follows, "post rooms/{thread}/follow/"
    ),
    "read": Play(
        "/ws/site/", "notifications-read", read_count, "post notifications/{notification}/read/"
    ),
    "read_all": Play("/ws/site/", "notifications-read", read_count, "post notifications/read/"),
    "announcement_read": Play(
        "/ws/site/",
        "announcement-read",
        lambda t: t["announcement"].readings.count(),
        "post announcements/{announcement}/read/",
    ),
    "bump": Play("/ws/counters/{slug}/", "counter-bump", value, "post counters/{slug}/bump/"),
    "set": Play("/ws/counters/{slug}/", "counter-set", value, "post counters/{slug}/set/"),
    "reset": Play("/ws/counters/{slug}/", "counter-reset", value, "post counters/{slug}/reset/"),
    "group_make": Play(
        "/ws/dashboard/groups/", "dashboard-groups", lambda t: Group.objects.count()
    ),
    "group_rename": Play("/ws/dashboard/groups/{group}/", "dashboard-group", name_of_group),
    "group_add": Play("/ws/dashboard/groups/{group}/", "group-add", people_of_group),
    "group_remove": Play("/ws/dashboard/groups/{group}/", "group-remove", people_of_group),
    "group_delete": Play("/ws/dashboard/groups/{group}/", "group-delete", name_of_group),
    "ticket_take": at_desk("ticket-take", place, "take"),
    "ticket_hand_over": at_desk("ticket-hand-over", place, "hand-over"),
    "ticket_give_back": at_desk("ticket-give-back", place, "give-back"),
    "ticket_close": at_desk("ticket-close", place, "close"),
    "ticket_reopen": at_desk("ticket-reopen", place, "reopen"),
    "ticket_snooze": at_desk("ticket-snooze", place, "snooze"),
    "ticket_urgent": at_desk("ticket-urgent", lambda ticket: ticket.is_urgent, "urgent"),
    "ticket_tag": at_desk("ticket-tag", lambda ticket: ticket.tags.count(), "tags"),
    "ticket_untag": at_desk("ticket-untag", lambda ticket: ticket.tags.count(), "tags/refund"),
    "ticket_note": at_desk("ticket-note", lambda ticket: ticket.notes.count(), "notes"),
    "support_duty": at_desk("desk-duty", lambda ticket: SupportDuty.objects.count()),
}
AT_DASHBOARD = {name for name in PLAYS if name.startswith(("group_", "ticket_", "support_"))}
OF_STAFF = {"set", "reset"} | AT_DASHBOARD


def prepare(name, things):
    """Bring the conversation into the state in which that is done to it."""
    if name in ("ticket_take", "ticket_hand_over"):
        things["ticket"].give_back()
    if name == "ticket_reopen":
        things["ticket"].close()
    if name == "ticket_untag":
        things["ticket"].tag("refund")


def data_of(name, things):
    about = {"ticket": things["ticket"].public_id} if name.startswith("ticket_") else {}
    return about | {
        "post": {"body": "Again", "key": str(uuid.uuid4())},
        "edit": {"message": things["message"].pk, "body": "Edited"},
        "delete": {"message": things["message"].pk},
        "react": {"message": things["message"].pk, "emoji": "🎉"},
        "unread": {"message": things["message"].pk},
        "follow": {"follow": "on"},
        "read": {"notification": things["notification"].pk},
        "announcement_read": {"announcement": things["announcement"].pk},
        "bump": {"step": 3},
        "set": {"value": 7},
        "group_make": {"name": f"devs{Group.objects.count()}"},
        "group_rename": {"name": f"watch{things['group'].pk}"},
        "group_add": {"person": "ben"},
        "group_remove": {"person": things["group"].members.first().pk},
        "ticket_hand_over": {"agent": User.objects.staff().last().pk, "word": "For you"},
        "ticket_snooze": {"minutes": 60},
        "ticket_urgent": {"urgent": "on"},
        "ticket_tag": {"tag": "refund"},
        "ticket_untag": {"tag": "refund"},
        "ticket_note": {"body": "Heliotrope"},
        "support_duty": {"duty": "on"},
    }.get(name, {})


OF_GROUP = ["dashboard-group", "group-add", "group-remove", "group-delete"]


def socket_of(name, things):
    ids = {"group": things["group"].pk, "thread": things["thread"]}
    return PLAYS[name].socket.format(slug=things["counter"].slug, **ids)


def path_of(name, things):
    subject = {
        "room": ["lobby"],
        "message-edit": [things["message"].pk],
        "message-delete": [things["message"].pk],
        "announcement-read": [things["announcement"].pk],
        "notifications-read": [],
        "react": [],
        "unread": [],
        "dashboard-groups": [],
        "thread-follow": ["lobby", things["thread"].root_id],
    } | {url: [things["group"].pk] for url in OF_GROUP}
    subject |= {PLAYS[each].post: [] for each in PLAYS if each.startswith(("ticket_", "support_"))}
    return reverse(PLAYS[name].post, args=subject.get(PLAYS[name].post, [things["counter"].slug]))
