"""What is new in a room: the bar that leads there, and back to the latest."""

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, expect_live, message, wait_until_read


@pytest.fixture
def ben(visit, site):
    """Ben, who has read the lobby and is elsewhere."""
    ben = visit("ben")
    wait_until_read(site, "ben")
    ben.goto("/people/")
    expect_live(ben)
    return ben


def say(site, count, slug="lobby"):
    """Ana posts so many messages, numbered from 1."""
    site.shell(
        f"""
import uuid
room, ana = Room.objects.get(slug="{slug}"), User.objects.get(username="ana")
for n in range(1, {count} + 1):
    Message.objects.post(room, ana, f"News {{n}} of {count}.\\n" * 3, uuid.uuid4())
"""
    )


def test_room_opens_at_its_first_unread_message_and_is_read_at_its_end(ben, site):
    say(site, 20)
    ben.goto("/rooms/lobby/")
    expect_live(ben)
    first, last = (message(ben, f"News {n} of 20.").first for n in (1, 20))
    expect(ben.locator("#new")).to_be_in_viewport()
    expect(first).to_be_in_viewport()
    expect(last).not_to_be_in_viewport()
    expect(composer(ben)).to_be_focused()
    place = "Membership.objects.get(user__username='ben', room__slug='lobby')"
    assert site.read(f"[{place}.room.posts - {place}.read_posts]") == ["20"]
    latest = ben.locator(".latest a")
    latest.click()
    expect(last).to_be_in_viewport()
    wait_until_read(site, "ben")
    ben.mouse.move(5, 5)  # draws once more: Chromium looks at the scroll state when it draws
    expect(latest).to_be_hidden()
    ben.get_by_role("link", name="20 new since").click()
    expect(first).to_be_in_viewport()


def test_first_unread_message_far_back_is_reached_without_javascript(ben, visit, site):
    say(site, 60)
    page = visit.without_script("ben", "/people/")
    page.goto("/rooms/lobby/")
    expect(message(page, "News 1 of 60.")).to_have_count(0)
    page.get_by_role("link", name="60 new since").click()
    expect(message(page, "News 1 of 60.").first).to_be_in_viewport()
