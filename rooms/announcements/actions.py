from rooms.announcements.forms import ReadAnnouncementForm
from rooms.live.actions import Action, by_name
from rooms.live.rate import Rate
from rooms.models import User
from rooms.models.announced import mark_announcement_read


def _read(caller, data):
    """Mark it as read; None if it is not announced to this person."""
    return mark_announcement_read(User.objects.get(pk=caller.user_id), data["announcement"])


READ = Action("announcement_read", _read, ReadAnnouncementForm, Rate(60, 10))
ACTIONS = by_name(READ)
