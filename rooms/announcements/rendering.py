"""A person's announcements as banners on every page, with the time that is left."""

from datetime import datetime
from math import ceil
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Announcement
from rooms.models.announced import banners_for

HOUR = 3600


class Banner(NamedTuple):
    """An announcement as a page shows it; `ends_at` only where it counts down."""

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
        """The time left; to the minute while it is over an hour."""
        minutes, seconds = divmod(self.seconds_left, 60)
        if self.seconds_left < HOUR:
            left = {"minutes": minutes, "seconds": seconds}
            return gettext("Back in %(minutes)d:%(seconds)02d") % left
        left = {"hours": minutes // 60, "minutes": minutes % 60}
        return gettext("Back in %(hours)d h %(minutes)02d min") % left


def banners_of(user_ids, seqs=None):
    """{user: (Banner, …)} for all these people at once."""
    return {
        user: tuple(_banner(announcement) for announcement in announcements)
        for user, announcements in banners_for(user_ids, seqs).items()
    }


def _banner(announcement):
    counts_down = announcement.level == Announcement.MAINTENANCE
    ends_at = announcement.ends_at if counts_down else None
    return Banner(announcement.pk, announcement.text, announcement.level, ends_at)


def with_countdown(banners):
    """Those of them that count down."""
    return tuple(banner for banner in banners if banner.ends_at)


def banners_html(banners):
    """The banners of a page; never cached, as some count down."""
    template = "announcements/_announcements.html"
    return render_to_string(template, {"banners": banners}) if banners else ""


def push_banners(banners):
    """All banners of a page as a push."""
    return replace_inside("#announcements", banners_html(banners)) + EMPTY_SINK


def push_countdowns(banners):
    """The times left as a push."""
    return mark_safe("".join(map(_push_countdown, banners))) + EMPTY_SINK


def _push_countdown(banner):
    selector = f"#announcement-{banner.pk} .announcement__countdown"
    return replace_inside(selector, banner.countdown)
