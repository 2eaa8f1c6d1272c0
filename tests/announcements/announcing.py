"""Helpers for the tests of announcements."""

import re

from rooms.models import Announcement
from tests.live_page import later

TEXT = "The lift is out of order"


async def announce(text=TEXT, **details):
    return await later(Announcement.objects.announce, None, text, **details)


def banners(page):
    """The ids of the banners in the page's latest frame about them; None before any."""
    regions = re.findall(
        r'innerHTML:#announcements,[^>]*>(.*?)</div>(?=<div hx-swap-oob="innerHTML:#sink")',
        "".join(page.frames),
        re.S,
    )
    return re.findall(r'id="announcement-(\d+)"', regions[-1]) if regions else None


def shows(*announcements):
    """A condition for `page.until`: the page shows exactly these announcements."""
    return lambda page: banners(page) == [str(each.pk) for each in announcements]
