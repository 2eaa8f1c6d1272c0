"""What a counter's page may ask for over its socket. Each action calls one verb on a model."""

from django.core.exceptions import PermissionDenied, ValidationError

from rooms import permissions
from rooms.counters.forms import StepForm, ValueForm
from rooms.live.actions import Action, EmptyForm
from rooms.live.rate import Rate
from rooms.live.refusal import Refused
from rooms.models import Counter, User


def bump(page, data):
    user, counter = _visible(page)
    if not permissions.can_bump(user, counter):
        raise PermissionDenied("You cannot bump this counter.")
    _try(counter.bump, data["step"], user)


def set_value(page, data):
    user, counter = _managed(page)
    _try(counter.set, data["value"], user)


def reset(page, data):
    user, counter = _managed(page)
    counter.reset(user)


def _visible(page):
    """The person and the counter, read anew, so that a right that has ended is not used."""
    user = User.objects.get(pk=page.user_id)
    counters = Counter.objects.visible_to(user).select_related("room")
    try:
        return user, counters.get(pk=page.counter_id)
    except Counter.DoesNotExist:
        raise Refused("You can no longer see this counter.") from None


def _managed(page):
    user, counter = _visible(page)
    if not permissions.can_manage_counters(user):
        raise PermissionDenied("Only staff can do this.")
    return user, counter


def _try(verb, number, user):
    try:
        verb(number, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None


ACTIONS = {
    "bump": Action(bump, StepForm, Rate(2_000, 10)),
    "set": Action(set_value, ValueForm, Rate(60, 10)),
    "reset": Action(reset, EmptyForm, Rate(60, 10)),
}
