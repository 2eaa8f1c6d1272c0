"""What is announced to a person, as the banners on each page, and the time that is left."""

from datetime import datetime
from math import ceil
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Announcement
from rooms.models.announcement import banners_for

HOUR = 3600


class Banner(NamedTuple):
    """An announcement as it is shown; `ends_at` only where the end is counted down to."""

    pk: int
    text: str
    level: str
    ends_at: datetime | None

    @property
    def can_be_dismissed(self):
        return self.level != Announcement.MAINTENANCE

    @property
    def seconds_left(self):
        return max(ceil((self.ends_at - timezone.now()).total_seconds()), 0)

    @property
    def countdown(self):
        """The time left in words; by the minute while there is over an hour."""
        minutes, seconds = divmod(self.seconds_left, 60)
        if self.seconds_left < HOUR:
            return f"Back in {minutes}:{seconds:02}"
        return f"Back in {minutes // 60} h {minutes % 60:02} min"


def banners_of(user_ids, heads=None):
    """{user: (Banner, …)} for all these people at once."""
    return {
        user: tuple(_banner(announcement) for announcement in announcements)
        for user, announcements in banners_for(user_ids, heads).items()
    }


def _banner(announcement):
    counts = announcement.level == Announcement.MAINTENANCE
    ends_at = announcement.ends_at if counts else None
    return Banner(announcement.pk, announcement.text, announcement.level, ends_at)


def counting(banners):
    """Those of them that count down."""
    return tuple(banner for banner in banners if banner.ends_at)


def banners_html(banners):
    """The banners of a page; rendered anew each time, as some count down."""
    return render_to_string("announcements/_announcements.html", {"banners": banners}) if banners else ""


def push_of(banners):
    """All banners of a page as a push."""
    return replace_inside("#announcements", banners_html(banners)) + EMPTY_SINK


def countdowns(banners):
    """The times left as a push."""
    return mark_safe("".join(map(_countdown, banners))) + EMPTY_SINK


def _countdown(banner):
    place = f"#announcement-{banner.pk} .announcement__countdown"
    return replace_inside(place, banner.countdown)
