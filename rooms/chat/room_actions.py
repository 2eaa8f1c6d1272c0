"""What may be asked for about a room itself: to make it, and what who manages it may do."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from rooms import permissions
from rooms.chat.access import memberships_by_id
from rooms.chat.forms import LevelForm
from rooms.chat.room_forms import AddMembersForm, MemberForm, NewRoomForm, RoomForm
from rooms.live.actions import Action, EmptyForm, by_name
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Room, User
from rooms.models.token import MANAGE

SELDOM, OFTEN = Rate(30, 60), Rate(120, 60)
BOT = _("A bot makes no rooms; people add it to theirs.")
NOT_A_MEMBER = _("You are no longer in this room.")
NOT_MANAGED = _("Only staff or whoever made this room can do this.")
NOT_NAMED = _("Only rooms with a name can be changed.")
NOT_CHOSEN = _("Everyone is in this room; its members are not chosen.")
NOT_LEFT = _("This room is everyone's; nobody can leave it.")


def _maker(caller):
    user = User.objects.active().get(pk=caller.user_id)
    permissions.require(permissions.can_make_rooms(user), BOT)
    return user


def _membership(caller):
    membership = memberships_by_id([caller.subject]).get(caller.subject)
    if not membership or membership.user_id != caller.user_id:
        raise Refused(NOT_A_MEMBER, status=403)
    return membership


def _managed(caller):
    membership = _membership(caller)
    if not membership.room.is_named:
        raise Refused(NOT_NAMED, status=404)
    allowed = permissions.can_manage(membership.user, membership.room)
    permissions.require(allowed, NOT_MANAGED)
    return membership


def _of_chosen_members(caller):
    membership = _managed(caller)
    allowed = permissions.can_choose_members(membership.user, membership.room)
    permissions.require(allowed, NOT_CHOSEN)
    return membership


def _make(maker, data):
    return Room.objects.start(creator=maker, **data)


def _rename(membership, data):
    membership.room.rename(**data)
    return membership


def _archive(membership, data):
    membership.room.archive()
    return membership


def _restore(membership, data):
    membership.room.restore()
    return membership


def _add_members(membership, data):
    membership.room.add_members(*data["people"], by=membership.user)
    return membership


def _remove_member(membership, data):
    person = membership.room.members.filter(pk=data["person"]).first()
    if person is None:
        raise Refused(_("They are not in this room."), "person", status=404)
    membership.room.remove_member(person)
    return membership


def _leave(membership, data):
    if not permissions.can_leave(membership.room):
        raise PermissionDenied(NOT_LEFT)
    membership.room.remove_member(membership.user)


def _set_level(membership, data):
    membership.set_level(data["level"])
    return membership


def _new_room_form(data, **options):
    return NewRoomForm(None, data, **options)


def _members_form(data, **options):
    return AddMembersForm(None, data, **options)


def _action(name, run, form=EmptyForm, find=_managed, rate=SELDOM, **options):
    return Action(name, run, form, rate, find=find, scope=MANAGE, **options)


ROOM_MAKE = _action("room_make", _make, _new_room_form, _maker, several=("members",))
ROOM_RENAME = _action("room_rename", _rename, RoomForm)
ROOM_ARCHIVE = _action("room_archive", _archive)
ROOM_RESTORE = _action("room_restore", _restore)
MEMBERS_ADD = _action(
    "members_add", _add_members, _members_form, _of_chosen_members, several=("people",)
)
MEMBER_REMOVE = _action("member_remove", _remove_member, MemberForm, _of_chosen_members, OFTEN)
ROOM_LEAVE = _action("room_leave", _leave, find=_membership)
ROOM_LEVEL = _action("room_level", _set_level, LevelForm, _membership, OFTEN)

ROOM_ACTIONS = by_name(
    ROOM_MAKE,
    ROOM_RENAME,
    ROOM_ARCHIVE,
    ROOM_RESTORE,
    MEMBERS_ADD,
    MEMBER_REMOVE,
    ROOM_LEAVE,
    ROOM_LEVEL,
)
