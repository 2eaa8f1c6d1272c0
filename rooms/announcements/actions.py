from rooms.announcements.forms import ReadAnnouncementForm
from rooms.live.actions import Action
from rooms.live.rate import Rate
from rooms.models import User
from rooms.models.announced import mark_announcement_read


def read_announcement(page, data):
    mark_announcement_read(User.objects.get(pk=page.user_id), data["announcement"])


ACTIONS = {"announcement_read": Action(read_announcement, ReadAnnouncementForm, Rate(60, 10))}
