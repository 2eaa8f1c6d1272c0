"""What tests of announcements have in common."""

import re

from rooms.models import Announcement
from tests.live_page import later

TEXT = "The lift is out of order"


async def announce(text=TEXT, **details):
    return await later(Announcement.objects.announce, None, text, **details)


def banners(page):
    """The banners as the page shows them after its latest frame about them."""
    wholes = re.findall(
        r'innerHTML:#announcements,[^>]*>(.*?)</div>(?=<div hx-swap-oob="innerHTML:#sink")',
        "".join(page.frames),
        re.S,
    )
    return re.findall(r'id="announcement-(\d+)"', wholes[-1]) if wholes else None


def shows(*announcements):
    return lambda page: banners(page) == [str(each.pk) for each in announcements]
