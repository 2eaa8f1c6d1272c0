"""Replying: the quote on both pages, after an edit and a deletion, on a phone, with no script."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import choose_action, composer, expect_live, message, post, reply_to


@pytest.fixture
def ana(visit):
    return visit("ana")


@pytest.fixture
def ben(visit):
    return visit("ben")


def quote(page, text):
    return message(page, text).locator(".quote")


def test_quote_follows_the_message_on_open_pages(ana, ben):
    post(ben, "Cake in the kitchen")
    original = message(ben, "Cake in the kitchen").get_attribute("id")
    reply_to(ana, "Cake in the kitchen")
    expect(composer(ana)).to_be_focused()
    post(ana, "With pleasure")
    for page in (ana, ben):
        expect(quote(page, "With pleasure")).to_contain_text("Ben Okafor Cake in the kitchen")
    post(ana, "Where is it?")
    expect(quote(ben, "Where is it?")).to_have_count(0)

    quote(ana, "With pleasure").click()
    expect(ana).to_have_url(re.compile(f"#{original}$"))
    expect_live(ana)
    choose_action(ben.locator(f"#{original}"), "Edit")
    ben.locator(".change [name=body]").fill("Pie in the kitchen")
    ben.locator(".change").get_by_role("button", name="Save").click()
    for page in (ana, ben):
        expect(quote(page, "With pleasure")).to_contain_text("Pie in the kitchen")
    choose_action(ben.locator(f"#{original}"), "Delete")
    ben.locator(".change").get_by_role("button", name="Delete").click()
    for page in (ana, ben):
        expect(quote(page, "With pleasure")).to_contain_text("Message deleted")
        expect(page.get_by_text("Pie in the kitchen")).to_have_count(0)


def test_reply_without_javascript(visit, ben):
    post(ben, "Plain as bread")
    ana = visit.without_script("ana")
    reply_to(ana, "Plain as bread")
    expect(ana.locator(".composer__quoted")).to_contain_text("Plain as bread")
    ana.locator("[name=body]").fill("Agreed")
    ana.get_by_role("button", name="Send").click()
    expect(quote(ben, "Agreed")).to_contain_text("Plain as bread")
    ana.goto("/rooms/lobby/")
    reply_to(ana, "Agreed")
    ana.get_by_text("Cancel").click()
    expect(ana.locator(".composer__quoted")).to_have_count(0)


def test_reply_by_a_tap_on_a_phone(visit, ben, playwright_devices):
    post(ben, "To your pocket " * 20)
    state = ben.context.storage_state()
    context = visit.new_context(storage_state=state, **playwright_devices["Pixel 7"])
    phone = visit.open(context, "/rooms/lobby/")
    expect_live(phone)
    item = message(phone, "To your pocket").last
    item.tap()
    item.get_by_role("button", name="Reply", exact=True).tap()
    expect(composer(phone)).to_be_focused()
    post(phone, "From my pocket")
    expect(quote(phone, "From my pocket")).to_contain_text("To your pocket")
    width, shown = phone.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= shown
