"""What the room's page may ask for over its socket. Each calls one verb on a model."""

import uuid

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.template.loader import render_to_string

from rooms import permissions
from rooms.chat import history
from rooms.chat.forms import (
    AnnouncementForm,
    DeleteForm,
    DraftForm,
    EditForm,
    NothingForm,
    NotificationForm,
    PostForm,
)
from rooms.live.actions import Action, GatheredAction, Rate, Refused
from rooms.live.compiled import Given, Prepared, instance
from rooms.live.template_slots import fill
from rooms.models import Announcement, Membership, Notification, Room, User, mentions
from rooms.models.posting import Draft, post_together
from rooms.notifications.bell import read_everything

NOT_HERE = "You are no longer in this room."


def post(calls):
    """What several people say at the same time, stored together."""
    places = _places([page.membership_id for page, _ in calls])
    drafts = {}
    for n, (page, data) in enumerate(calls):
        if place := places.get(page.membership_id):
            drafts[n] = Draft(*place, data["body"], data["key"] or uuid.uuid4())
    stored = dict(zip(drafts, post_together(list(drafts.values())), strict=True))
    return [
        _accepted(page, data, drafts[n], stored[n]) if n in drafts else Refused(NOT_HERE)
        for n, (page, data) in enumerate(calls)
    ]


def _places(memberships):
    """{membership: (room, person)} of those who may still be there; a room is read when locked."""
    rows = _rows_of(memberships=memberships)
    rooms = {pk: Room(pk=pk) for pk in {room for _, room, _, _ in rows}}
    return {
        pk: (rooms[room], instance(User, ["id", "display_name"], person))
        for pk, room, *person in rows
    }


@Prepared
def _rows_of(many):
    places = Membership.objects.filter(pk__in=Given.each("memberships", many))
    return places.filter(user__is_active=True).values_list(
        "pk", "room_id", "user_id", "user__display_name"
    )


def _accepted(page, data, draft, message):
    """An empty box with a new key; what refused the message instead, if something did."""
    if isinstance(message, Exception):
        return message
    shape = {"lines": data["lines"], "room_name": draft.room.name_for(draft.author)}
    slots = {"old_key": draft.key, "key": uuid.uuid4(), "draft": ""}
    return fill("chat/_composer_accepted.html", page.audience, shape, slots)


def edit(page, data):
    _own_message(page, data).edit(data["body"])


def delete(page, data):
    _own_message(page, data).delete_text()


def typing(page, data):
    place = _place(page)
    if permissions.may_write(place.room):
        place.type()


def _place(page):
    """The person's membership, fetched anew, so that a right that has ended is not used."""
    try:
        places = Membership.objects.select_related("room", "user")
        return places.get(pk=page.membership_id, user__is_active=True)
    except Membership.DoesNotExist:
        raise Refused(NOT_HERE) from None


def _own_message(page, data):
    place = _place(page)
    try:
        message = history.find(place.room, data["message"])
    except ObjectDoesNotExist:
        raise Refused("That message is not in this room.") from None
    message.room = place.room
    if not permissions.may_edit(place.user, message):
        raise PermissionDenied("You cannot change this message.")
    return message


def suggest(page, data):
    """Whom the name that is being typed may mean: endings for the one line, a list for more."""
    names = mentions.suggest(_place(page).room, data["body"])
    return render_to_string("chat/_suggestions.html", {"names": names, "lines": data["lines"]})


def read_all(page, data):
    read_everything(User.objects.get(pk=page.user_id))


def read_one(page, data):
    Notification.objects.filter(user=page.user_id, pk=data["notification"]).read()


def read_announcement(page, data):
    user = User.objects.get(pk=page.user_id)
    Announcement.objects.read_by(user, data["announcement"])


SITE_ACTIONS = {
    "announcement_read": Action(read_announcement, AnnouncementForm, Rate(60, 10)),
    "read": Action(read_one, NotificationForm, Rate(60, 10)),
    "read_all": Action(read_all, NothingForm, Rate(30, 10)),
}

ACTIONS = SITE_ACTIONS | {
    "suggest": Action(suggest, DraftForm, Rate(60, 10), is_quiet=True),
    "post": GatheredAction(post, PostForm, Rate(60, 10), error="compose-error"),
    "edit": Action(edit, EditForm, Rate(30, 10), error="edit-error"),
    "delete": Action(delete, DeleteForm, Rate(30, 10)),
    "typing": Action(typing, NothingForm, Rate(12, 10), is_quiet=True),
}
