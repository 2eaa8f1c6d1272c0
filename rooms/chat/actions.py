"""What may be asked for in a room. Each action calls one verb on a model."""

from functools import partial
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from rooms import permissions
from rooms.chat import changes
from rooms.chat.access import find_message, memberships_by_id
from rooms.chat.forms import DraftForm, EditForm, FollowForm, MessageForm, ReactForm, post_form
from rooms.chat.news import news_of, push_unread
from rooms.chat.outbox import push_refusal
from rooms.chat.rendering import push_follow
from rooms.chat.suggestions import suggest as suggest_names
from rooms.live import oob
from rooms.live.actions import Action, BatchedAction, EmptyForm, by_name
from rooms.live.rate import Rate
from rooms.live.refusal import Refused, show_refusal
from rooms.models import Membership, Message, Room
from rooms.models.mentions import remind
from rooms.models.posting import NewMessage
from rooms.models.reaction import ARCHIVED


class Posted(NamedTuple):
    """What was posted: no message where nothing was new. `late`: see rooms/models/sent_form.py."""

    message: Message | None
    late: str
    new: NewMessage


def _post(calls):
    """Store what several people post at the same time."""
    memberships = memberships_by_id([caller.subject for caller, _ in calls])
    rooms_of = _rooms_of([data["reply"] for _, data in calls if data["reply"]])
    results = [_new_message(*call, memberships, rooms_of) for call in calls]
    batch = [n for n, each in enumerate(results) if isinstance(each, NewMessage)]
    stored = Message.objects.post_batch([results[n] for n in batch])
    for n, result in zip(batch, stored, strict=True):
        is_refused = isinstance(result, Exception)
        results[n] = result if is_refused else Posted(*result, results[n])
    return results


def _new_message(caller, data, memberships, rooms_of):
    """The message to store, or what refuses it."""
    membership, reply = memberships.get(caller.subject), data["reply"]
    if not membership or membership.user_id != caller.user_id:
        return _not_a_member()
    if reply and rooms_of.get(reply) != membership.room_id:
        return _not_in_this_room()
    what = (data["body"], data.get("key"), data.get("entered"), data["confirmed"], reply)
    also = data["also"] and membership.room.is_thread
    return NewMessage(membership.room, membership.user, *what, also)


def _not_a_member():
    return Refused(_("You are no longer in this room."), status=403)


def _not_in_this_room():
    return Refused(_("That message is not in this room."), status=404)


def _rooms_of(message_ids):
    """{message: its room}, by ids; without ids no query."""
    messages = Message.objects.filter(pk__in=message_ids)
    return dict(messages.values_list("pk", "room_id")) if message_ids else {}


def _show_stored(page, posted):
    """To a program the answer names the key that it posted with."""
    entered, key = posted.new.entered, posted.new.key
    follows = posted.message and posted.new.room.is_thread
    html = push_follow(True) if follows else ""
    if entered:
        return html + page.outbox.accept(entered, posted.late)
    return html + (oob.delete(f"#box-{key}") if key else "")


def _show_refusal(page, data, refusal):
    if not data.get("page"):
        return show_refusal("notice", str(refusal))
    return push_refusal(data, refusal) if data["action"] == "again" else ""


def _edit(caller, data):
    message = _message(caller, data, permissions.can_edit)
    message.edit(data["body"], data["base"], data["confirmed"])
    return changes.Edited(message.pk, data["base"], message.digest)


def _delete(caller, data):
    _message(caller, data, permissions.can_delete).delete_text()
    return data["message"]


def _react(caller, data):
    message = _message(caller, data, permissions.can_react, ARCHIVED)
    message.reactions.toggle(caller.user_id, data["emoji"])
    return message


def _mark_unread(caller, data):
    """Whoever may read a message may read it later; in an archived room too."""
    membership = _membership(caller)
    message = _find(membership, data)
    if message.room != membership.room:
        raise _not_in_this_room()
    membership.mark_unread(message)
    if membership.room.is_thread:
        remind(membership, message)
    return membership


def _mark_room_read(caller, data):
    """What a page does by being looked at."""
    membership = _membership(caller)
    membership.mark_read()
    membership.clear_notifications()


def _show_unread(page, membership):
    page.keep_unread()
    return push_unread(membership.room, news_of(membership))


def _start_thread(caller, data):
    membership = _membership(caller)
    return Room.objects.thread_of(_find(membership, data))


def _follow(caller, data):
    """Hear of each message of this thread, or only of those with one's name.

    What was new in it for a follower is so no more for who unfollows it.
    """
    membership = _membership(caller)
    if not membership.room.is_thread:
        raise Refused(_("You can follow threads only."))
    membership.set_level(Membership.ALL if data["follow"] else Membership.MENTIONS)
    if not data["follow"]:
        membership.clear_notifications()
    return membership


def _show_follow(page, membership):
    return push_follow(membership.follows)


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


NOT_YOURS = _("You cannot change this message.")


def _message(caller, data, is_allowed, text=NOT_YOURS):
    membership = _membership(caller)
    message = _find(membership, data)
    if not is_allowed(membership.user, message):
        raise PermissionDenied(text)
    return message


def _find(membership, data):
    """The message, which is in this room, or the one that this thread answers."""
    room = membership.room
    if room.is_thread and data["message"] == room.root_id:
        room = room.parent
    try:
        message = find_message(room, data["message"])
    except ObjectDoesNotExist:
        raise _not_in_this_room() from None
    message.room = room
    return message


def _suggest(caller, data):
    """Keep the draft; return whom an @name at its end may mean, for one line or several."""
    membership = _membership(caller)
    membership.keep_draft(data["body"])
    names = suggest_names(membership.room, caller.user_id, data["body"])
    return {"names": names, "lines": data["lines"]}


def _show_suggestions(page, context):
    return oob.replace(render_to_string("chat/_suggestions.html", context))


POST = BatchedAction(
    "post", _post, post_form, Rate(60, 10), show=_show_stored, show_refusal=_show_refusal
)
EDIT = Action(
    "edit",
    _edit,
    EditForm,
    Rate(30, 10),
    show=changes.push_edited,
    show_refusal=partial(changes.push_refused, "edit"),
)
DELETE = Action(
    "delete",
    _delete,
    MessageForm,
    Rate(30, 10),
    show=changes.push_deleted,
    show_refusal=partial(changes.push_refused, "delete"),
)
REACT = Action("react", _react, ReactForm, Rate(60, 10))
UNREAD = Action("unread", _mark_unread, MessageForm, Rate(30, 10), show=_show_unread)
ROOM_READ = Action("room_read", _mark_room_read, EmptyForm, Rate(60, 10))
START_THREAD = Action("start_thread", _start_thread, MessageForm, Rate(30, 10))
FOLLOW = Action("follow", _follow, FollowForm, Rate(30, 10), show=_show_follow)
TYPING = Action("typing", _mark_typing, EmptyForm, Rate(12, 10), is_quiet=True)
SUGGEST = Action(
    "suggest", _suggest, DraftForm, Rate(60, 10), show=_show_suggestions, is_quiet=True
)
ACTIONS = by_name(POST, EDIT, DELETE, REACT, UNREAD, TYPING, SUGGEST) | {"again": POST}
