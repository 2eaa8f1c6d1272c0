"""What may be asked for in a room. Each action calls one verb on a model."""

import uuid
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms import permissions
from rooms.chat.access import find_message
from rooms.chat.composer import push_empty_box
from rooms.chat.forms import DeleteForm, EditForm, PostForm, SuggestForm
from rooms.chat.suggestions import suggest as suggest_names
from rooms.live import oob
from rooms.live.actions import Action, BatchedAction, EmptyForm, by_name
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Membership, Message
from rooms.models.posting import NewMessage


class Posted(NamedTuple):
    """What was posted, and with what: `message` is an exception if the room refused it."""

    message: Message
    new: NewMessage
    lines: bool


def _post(calls):
    """Store what several people post at the same time."""
    memberships = _memberships([caller.subject for caller, _ in calls])
    batch = {}
    for n, (caller, data) in enumerate(calls):
        membership = memberships.get(caller.subject)
        if membership and membership.user_id == caller.user_id:
            key = data["key"] or uuid.uuid4()
            batch[n] = NewMessage(membership.room, membership.user, data["body"], key)
    stored = dict(zip(batch, Message.objects.post_batch(list(batch.values())), strict=True))
    results = [_not_a_member()] * len(calls)
    for n, message in stored.items():
        is_refused = isinstance(message, Exception)
        results[n] = message if is_refused else Posted(message, batch[n], calls[n][1]["lines"])
    return results


def _not_a_member():
    return Refused(_("You are no longer in this room."), status=403)


def _memberships(ids):
    """{id: membership} of active people."""
    memberships = Membership.objects.filter(pk__in=ids, user__is_active=True)
    return {each.pk: each for each in memberships.select_related("room", "user")}


def _show_empty_box(page, posted):
    new = posted.new
    return push_empty_box(page.audience, new.room.name_for(new.author), posted.lines, new.key)


def _edit(caller, data):
    _own_message(caller, data).edit(data["body"])


def _delete(caller, data):
    _own_message(caller, data).delete_text()


def _mark_typing(caller, data):
    membership = _membership(caller)
    if permissions.can_write(membership.room):
        membership.mark_typing()


def _membership(caller):
    try:
        memberships = Membership.objects.select_related("room", "user")
        return memberships.get(pk=caller.subject, user=caller.user_id, user__is_active=True)
    except Membership.DoesNotExist:
        raise _not_a_member() from None


def _own_message(caller, data):
    membership = _membership(caller)
    try:
        message = find_message(membership.room, data["message"])
    except ObjectDoesNotExist:
        raise Refused(gettext("That message is not in this room."), status=404) from None
    message.room = membership.room
    if not permissions.can_edit(membership.user, message):
        raise PermissionDenied(gettext("You cannot change this message."))
    return message


def _suggest(caller, data):
    """Whom an @name may mean: the template context, for one line or several."""
    return {"names": suggest_names(_membership(caller).room, data["body"]), "lines": data["lines"]}


def _show_suggestions(page, context):
    return oob.replace(render_to_string("chat/_suggestions.html", context))


POST = BatchedAction(
    "post", _post, PostForm, Rate(60, 10), show=_show_empty_box, error="compose-error"
)
EDIT = Action("edit", _edit, EditForm, Rate(30, 10), error="edit-error")
DELETE = Action("delete", _delete, DeleteForm, Rate(30, 10))
TYPING = Action("typing", _mark_typing, EmptyForm, Rate(12, 10), is_quiet=True)
SUGGEST = Action(
    "suggest", _suggest, SuggestForm, Rate(60, 10), show=_show_suggestions, is_quiet=True
)
ACTIONS = by_name(POST, EDIT, DELETE, TYPING, SUGGEST)
