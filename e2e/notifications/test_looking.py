"""A room that is open and not looked at is not read.

Headless Chromium draws all of its tabs, as if each were in front; so a page is left by the blur of
its window, which is an event of the browser's all the same. Tabs behind others were tried by hand.
"""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, message, post

BLUR, FOCUS = (f"window.dispatchEvent(new Event('{name}'))" for name in ("blur", "focus"))


def unread_toast(page):
    return page.locator("#toasts > .toast")


def wait_until_left(site):
    """Until the site knows that Ben reads no room."""
    reading = "Connection.objects.filter(user__username='ben', is_reading=True)"
    site.wait_until(f"[{reading}.exists()]", ["False"])


@pytest.fixture
def ben(visit):
    """Ben in the lobby."""
    ben = visit("ben")
    composer(ben).click()
    return ben


def test_mention_in_a_room_that_is_looked_at_is_read_and_rings_no_more(visit, ben):
    ana = visit("ana")
    post(ana, "@ben this is in front of you")
    expect(message(ben, "in front of you")).to_be_visible()
    expect(ben.locator("#bell-panel")).to_contain_text("in front of you", timeout=8_000)
    expect(unread_toast(ben)).to_have_count(0)
    expect(ben.locator("#bell .count")).to_be_empty()


def test_mention_in_a_room_that_was_left_is_told_until_somebody_looks(visit, site, ben):
    ana = visit("ana")
    ben.evaluate(BLUR)
    wait_until_left(site)
    post(ana, "@ben this waits for you")
    expect(unread_toast(ben)).to_contain_text("this waits for you")
    expect(ben.locator("#bell .count")).to_contain_text("1")
    expect(ben).to_have_title(re.compile(r"^\(1\) Lobby"))
    ben.evaluate(FOCUS)
    expect(ben.locator("#bell .count")).to_be_empty()
    expect(ben).to_have_title("Lobby")


def test_message_below_what_is_in_sight_is_not_read(visit, site, ben):
    ana = visit("ana")
    site.shell(
        "lobby, ana = Room.objects.get(slug='lobby'), User.objects.get(username='ana')\n"
        "for n in range(40): Message.objects.post(lobby, ana, f'line {n}', None)"
    )
    expect(message(ben, "line 39")).to_be_visible()
    ben.locator(".scroller").evaluate("each => each.scrollTop = -each.scrollHeight / 2")
    expect(message(ben, "line 39")).not_to_be_in_viewport()
    wait_until_left(site)
    post(ana, "@ben down here")
    expect(unread_toast(ben)).to_contain_text("down here")
    ben.locator(".scroller").evaluate("each => each.scrollTop = 0")
    expect(ben.locator("#bell .count")).to_be_empty()


def test_page_without_javascript_reads_what_it_shows(visit, ben):
    ben.close()
    post(visit("ana"), "@ben on paper")
    page = visit.without_script("ben")
    expect(message(page, "on paper")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator("#bell .count")).to_be_empty()
