from django.utils.translation import gettext

from rooms import permissions
from rooms.live.actions import Action, EmptyForm, by_name
from rooms.live.rate import Rate
from rooms.models import Notification, User, notify
from rooms.notifications.bell import mark_all_read
from rooms.notifications.forms import NotifyForm, ReadNotificationForm


def _read_all(caller, data):
    mark_all_read(User.objects.get(pk=caller.user_id))


def _read_one(caller, data):
    Notification.objects.filter(user=caller.user_id, pk=data["notification"]).mark_read()


def _notify(caller, data):
    """Return how many people were told."""
    user, people = User.objects.get(pk=caller.user_id), list(data.pop("people"))
    text = gettext("You can notify yourself; only staff and bots can notify others.")
    permissions.require(all(permissions.can_notify(user, each) for each in people), text)
    notify(people, **data)
    return len(people)


READ = Action("read", _read_one, ReadNotificationForm, Rate(60, 10))
READ_ALL = Action("read_all", _read_all, EmptyForm, Rate(30, 10))
NOTIFY = Action("notify", _notify, NotifyForm, Rate(30, 10), several=("people",), scope="notify")
ACTIONS = by_name(READ, READ_ALL)
