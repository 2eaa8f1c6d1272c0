"""What stands on every page. A capability joins the shell here and nowhere else."""

from rooms.accounts.feeds import RightsFeed
from rooms.accounts.rendering import avatar
from rooms.announcements.actions import ACTIONS as ANNOUNCEMENT_ACTIONS
from rooms.announcements.feeds import AnnouncementFeed
from rooms.announcements.rendering import banners_html, banners_of
from rooms.live.audience import audience_of
from rooms.models import Site
from rooms.notifications.actions import ACTIONS as NOTIFICATION_ACTIONS
from rooms.notifications.bell import bell_for
from rooms.notifications.feeds import BellFeed
from rooms.notifications.rendering import announced_html, count_html, list_html, threads_html
from rooms.presence.feeds import SitePresenceFeed
from rooms.presence.people import presence, presence_in
from rooms.presence.rendering import people_html, presence_html
from rooms.site.feeds import SidebarFeed
from rooms.site.sidebar import list_html as rooms_html
from rooms.site.sidebar import sidebar_for

SHELL_ACTIONS = ANNOUNCEMENT_ACTIONS | NOTIFICATION_ACTIONS


def shell_feeds():
    """The feeds of every page."""
    return [
        SidebarFeed.of(),
        BellFeed.of(),
        AnnouncementFeed.of(1),
        SitePresenceFeed.of(),
        RightsFeed.of(),
    ]


def shell_for(user, room=None):
    """The template context of every page, as `shell`; `room` is the one that it shows."""
    room_id, home_id = room and room.pk, room and room.home.pk
    seqs, present = Site.seqs_for(user), presence()
    bell, audience = bell_for(user, seqs), audience_of(user.language, user.time_zone)
    sidebar = sidebar_for(user, present.reading.get(user.pk, set()) | {room_id})
    return {
        "rooms": rooms_html(sidebar.rooms, home_id),
        "directs": rooms_html(sidebar.directs, home_id),
        "people": people_html(present.on_site),
        "present": presence_html(presence_in(room_id)) if room else "",
        "unread": sidebar.unread + bell.others,
        "bell": bell,
        "bell_count": count_html(bell.unread),
        "threads": threads_html(bell.threads),
        "announced": announced_html(bell.announced, audience),
        "notifications": list_html(bell.latest, audience),
        "banners": banners_html(banners_of([user.pk], seqs)[user.pk]),
        "avatar": avatar(user),
        "name": user.display_name,
        "is_staff": user.is_staff,
        "epoch": seqs.epoch,
    }
