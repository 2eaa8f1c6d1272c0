"""Search in a browser: from a room to a message, with and without JavaScript, on a phone."""

import pytest
from playwright.sync_api import expect

from e2e.browser import expect_live, message, post


@pytest.fixture
def found(visit):
    """Ana has posted in the Garden, where Zoe is not."""
    ana = visit("ana", "/rooms/garden/")
    post(ana, "The kingfisher is back")
    expect(message(ana, "The kingfisher is back").last).to_be_visible()
    return ana


def search(page, words):
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")


def lines(page):
    return page.locator(".found__message")


def test_person_searches_from_a_room_and_opens_the_message_there(found, visit):
    ana = found
    ana.get_by_role("banner").get_by_role("link", name="Search").click()
    expect(ana.get_by_role("searchbox")).to_have_value("in:garden ")
    expect(ana.get_by_role("searchbox")).to_be_focused()
    ana.keyboard.press("End")
    ana.keyboard.type("kingfish")
    ana.keyboard.press("Enter")
    expect(lines(ana).first.locator("mark")).to_have_text("kingfish")
    lines(ana).first.get_by_role("link").click()
    ana.wait_for_url("**/rooms/garden/?at=*")
    expect(message(ana, "The kingfisher is back").first).to_be_in_viewport()

    zoe = visit("zoe", "/search/")
    search(zoe, "kingfisher")
    expect(zoe.get_by_text("No messages found in your rooms.")).to_be_visible()
    expect(lines(zoe)).to_have_count(0)


def test_without_javascript_the_search_works(found, visit):
    ana = visit.without_script("ana", "/search/")
    search(ana, "kingfisher from:me")
    expect(lines(ana).first).to_contain_text("The kingfisher is back")


def test_search_is_one_key_away_and_fits_on_a_phone(found, visit):
    ana = visit("ana")
    expect(ana.locator("[accesskey=s]")).to_have_text("Search")
    ana.set_viewport_size({"width": 390, "height": 844})
    ana.get_by_role("button", name="Rooms and people").click()
    ana.locator("#sidebar").get_by_role("link", name="Search").click()
    expect_live(ana)
    search(ana, "kingfisher")
    expect(lines(ana).first).to_be_visible()
    width = ana.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
