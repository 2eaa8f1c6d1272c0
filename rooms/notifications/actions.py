from rooms.live.actions import Action, EmptyForm
from rooms.live.rate import Rate
from rooms.models import Notification, User
from rooms.notifications.bell import mark_all_read
from rooms.notifications.forms import ReadNotificationForm


def read_all(page, data):
    mark_all_read(User.objects.get(pk=page.user_id))


def read_one(page, data):
    Notification.objects.filter(user=page.user_id, pk=data["notification"]).mark_read()


ACTIONS = {
    "read": Action(read_one, ReadNotificationForm, Rate(60, 10)),
    "read_all": Action(read_all, EmptyForm, Rate(30, 10)),
}
