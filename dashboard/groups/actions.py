"""What staff may do with groups. Each action calls one verb of the group."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dashboard.groups.forms import AddForm, NameForm, RemoveForm
from dashboard.groups.rendering import push_added, push_removed, push_renamed
from rooms import permissions
from rooms.live.actions import Action, EmptyForm, by_name
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Group, User

OFTEN = Rate(60, 10)
HAS_RIGHTS = _("Only an administrator can change a group that has rights in the administration.")


class Changed(NamedTuple):
    group: Group
    person: User | None = None


def _make(user, data):
    return _named(Group.objects.start, data["name"])


def _rename(group, data):
    _named(group.rename, data["name"])
    return group


def _add(group, data):
    group.add(data["person"])
    return Changed(group, data["person"])


def _remove(group, data):
    try:
        person = group.members.get(pk=data["person"])
    except User.DoesNotExist:
        raise Refused(gettext("They are not in this group any more."), status=404) from None
    group.remove(person)
    return Changed(group, person)


def _delete(group, data):
    group.delete_for_good()


def _named(verb, name):
    try:
        return verb(name)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "name") from None


def _find_staff(caller):
    user = User.objects.get(pk=caller.user_id)
    permissions.require(permissions.can_keep_groups(user), gettext("Only staff can do this."))
    return user


def _find(caller):
    user = _find_staff(caller)
    try:
        group = Group.objects.get(pk=caller.subject)
    except Group.DoesNotExist:
        raise Refused(gettext("This group was deleted meanwhile."), status=404) from None
    permissions.require(permissions.can_keep_group(user, group), HAS_RIGHTS)
    return group


# Groups are kept at pages alone.
MAKE = Action("group_make", _make, NameForm, OFTEN, find=_find_staff, scope="")
RENAME = Action("group_rename", _rename, NameForm, OFTEN, find=_find, show=push_renamed, scope="")
ADD = Action("group_add", _add, AddForm, OFTEN, find=_find, show=push_added, scope="")
REMOVE = Action("group_remove", _remove, RemoveForm, OFTEN, find=_find, show=push_removed, scope="")
DELETE = Action("group_delete", _delete, EmptyForm, OFTEN, find=_find, scope="")
OF_LIST, OF_GROUP = by_name(MAKE), by_name(RENAME, ADD, REMOVE, DELETE)
