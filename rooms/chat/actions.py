"""What a room's page may ask for over its socket. Each action calls one verb on a model."""

import uuid

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.template.loader import render_to_string

from rooms import permissions
from rooms.chat.access import find_message
from rooms.chat.composer import push_empty_box
from rooms.chat.forms import DeleteForm, EditForm, PostForm, SuggestForm
from rooms.chat.suggestions import suggest as suggest_names
from rooms.live import oob
from rooms.live.actions import Action, BatchedAction, EmptyForm
from rooms.live.compiled import CompiledQuery, Param, instance
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Membership, Message, Room, User
from rooms.models.posting import NewMessage

NOT_A_MEMBER = "You are no longer in this room."


def post(calls):
    """Store what several people post at the same time."""
    memberships = _memberships([page.membership_id for page, _ in calls])
    batch = {}
    for n, (page, data) in enumerate(calls):
        if membership := memberships.get(page.membership_id):
            batch[n] = NewMessage(*membership, data["body"], data["key"] or uuid.uuid4())
    stored = dict(zip(batch, Message.objects.post_batch(list(batch.values())), strict=True))
    return [
        _accept(page, data, batch[n], stored[n]) if n in batch else Refused(NOT_A_MEMBER)
        for n, (page, data) in enumerate(calls)
    ]


def _memberships(ids):
    """{membership: (room, user)} of active people; the rooms are loaded when they are locked."""
    rows = _membership_rows(memberships=ids)
    rooms = {pk: Room(pk=pk) for pk in {room for _, room, _, _ in rows}}
    return {
        pk: (rooms[room], instance(User, ["id", "display_name"], person))
        for pk, room, *person in rows
    }


@CompiledQuery
def _membership_rows(many):
    memberships = Membership.objects.filter(pk__in=Param.each("memberships", many))
    return memberships.filter(user__is_active=True).values_list(
        "pk", "room_id", "user_id", "user__display_name"
    )


def _accept(page, data, new, message):
    """An empty box with a new key; the exception, if the message was refused."""
    if isinstance(message, Exception):
        return message
    return push_empty_box(page.audience, new.room.name_for(new.author), data["lines"], new.key)


def edit(page, data):
    _own_message(page, data).edit(data["body"])


def delete(page, data):
    _own_message(page, data).delete_text()


def typing(page, data):
    membership = _membership(page)
    if permissions.can_write(membership.room):
        membership.mark_typing()


def _membership(page):
    """Read anew, so that a right that has ended is not used."""
    try:
        memberships = Membership.objects.select_related("room", "user")
        return memberships.get(pk=page.membership_id, user__is_active=True)
    except Membership.DoesNotExist:
        raise Refused(NOT_A_MEMBER) from None


def _own_message(page, data):
    membership = _membership(page)
    try:
        message = find_message(membership.room, data["message"])
    except ObjectDoesNotExist:
        raise Refused("That message is not in this room.") from None
    message.room = membership.room
    if not permissions.can_edit(membership.user, message):
        raise PermissionDenied("You cannot change this message.")
    return message


def suggest(page, data):
    """Complete an @name: options for the one-line box, a list for several lines."""
    names = suggest_names(_membership(page).room, data["body"])
    context = {"names": names, "lines": data["lines"]}
    return oob.replace(render_to_string("chat/_suggestions.html", context))


ACTIONS = {
    "suggest": Action(suggest, SuggestForm, Rate(60, 10), is_quiet=True),
    "post": BatchedAction(post, PostForm, Rate(60, 10), error="compose-error"),
    "edit": Action(edit, EditForm, Rate(30, 10), error="edit-error"),
    "delete": Action(delete, DeleteForm, Rate(30, 10)),
    "typing": Action(typing, EmptyForm, Rate(12, 10), is_quiet=True),
}
