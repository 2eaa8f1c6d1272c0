"""Marking a message as unread, to read it later."""

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, expect_live, message, post, sidebar_room, wait_until_read


@pytest.fixture
def site(prepared_site, tmp_path):
    """A site of its own, whose server a test restarts."""
    with prepared_site.running_copy(tmp_path / "data") as site:
        yield site


@pytest.fixture
def visit(visit):
    visit.allow_error("WebSocket connection to")
    visit.allow_error("ERR_CONNECTION_REFUSED")
    visit.allow_error("[object Event]")
    return visit


def mark_unread(page, text):
    item = message(page, text)
    item.hover()
    item.get_by_role("button", name="Mark unread").click(force=True)


def count(page):
    return sidebar_room(page, "lobby").locator(".unread")


def test_marked_message_stays_unread_while_it_is_looked_at_and_until_the_room_is_opened(
    visit, site
):
    ana, ben = visit("ana"), visit("ben")
    post(ben, "Read this twice")
    post(ben, "And this")
    expect(message(ana, "And this")).to_be_visible()
    wait_until_read(site, "ana")
    mark_unread(ana, "Read this twice")
    expect(ana.locator("#new ~ .message").first).to_contain_text("Read this twice")
    expect(ana.locator("#news")).to_contain_text("2 new since")
    expect(count(ana)).to_have_text("2 unread")
    post(ben, "One more")
    expect(message(ana, "One more")).to_be_visible()
    expect(count(ana)).to_have_text("3 unread")

    ana.goto("/people/")
    expect(count(ana)).to_have_text("3 unread")
    sidebar_room(ana, "lobby").click()
    expect_live(ana)
    expect(ana.locator("#new ~ .message").first).to_contain_text("Read this twice")
    wait_until_read(site, "ana")


def test_marked_room_stays_unread_over_a_lost_connection_and_is_read_by_a_post(visit, site):
    ana, ben = visit("ana"), visit("ben")
    post(ben, "Keep this for later")
    expect(message(ana, "Keep this for later")).to_be_visible()
    wait_until_read(site, "ana")
    mark_unread(ana, "Keep this for later")
    expect(count(ana)).to_have_text("1 unread")
    site.stop()
    expect(ana.locator("#connection")).not_to_contain_text("Live")
    site.start()
    expect(ana.locator("#connection")).to_contain_text("Live", timeout=60_000)
    ana.locator("#messages").hover()
    ana.mouse.wheel(0, 10)
    expect(count(ana)).to_have_text("1 unread")
    composer(ana).fill("Later is now")
    expect(count(ana)).to_have_text("1 unread")
    post(ana, "Later is now")
    expect(count(ana)).to_have_count(0)
    expect(ana.locator("#news")).to_be_empty()


def test_message_is_marked_without_javascript(visit, site):
    ben = visit("ben")
    post(ben, "On paper too")
    ana = visit.without_script("ana")
    mark_unread(ana, "On paper too")
    expect(ana.get_by_role("heading", name="All rooms")).to_be_visible()
    expect(count(ana)).to_have_text("1 unread")
