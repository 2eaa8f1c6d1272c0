"""What may be asked for about a counter. Each action calls one verb on a model."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms import permissions
from rooms.counters.forms import StepForm, ValueForm
from rooms.live.actions import Action, EmptyForm, by_name
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Counter, User

CANNOT_BUMP = _("You cannot bump this counter.")


class Found(NamedTuple):
    user: User
    counter: Counter


def _bump(found, data):
    return _change(found.counter.bump, data["step"], found)


def _set_value(found, data):
    return _change(found.counter.set, data["value"], found)


def _reset(found, data):
    found.counter.reset(found.user)
    return found.counter


def _find_to_bump(caller):
    found = _find(caller)
    permissions.require(permissions.can_bump(*found), CANNOT_BUMP)
    return found


def _find_to_manage(caller):
    found = _find(caller)
    allowed = permissions.can_manage_counters(found.user)
    permissions.require(allowed, gettext("Only staff can do this."))
    return found


def _find(caller):
    user = User.objects.get(pk=caller.user_id)
    counters = Counter.objects.visible_to(user).select_related("room")
    try:
        return Found(user, counters.get(pk=caller.subject))
    except Counter.DoesNotExist:
        raise Refused(gettext("You can no longer see this counter."), status=404) from None


def _change(verb, number, found):
    try:
        verb(number, found.user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    return found.counter


BUMP = Action("bump", _bump, StepForm, Rate(2_000, 10), find=_find_to_bump, scope="counters")
SET = Action("set", _set_value, ValueForm, Rate(60, 10), find=_find_to_manage, scope="manage")
RESET = Action("reset", _reset, EmptyForm, Rate(60, 10), find=_find_to_manage, scope="manage")
ACTIONS = by_name(BUMP, SET, RESET)
