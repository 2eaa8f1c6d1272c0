"""What a visitor and the agents do in their browsers."""

import re

from playwright.sync_api import expect

from e2e.browser import expect_live


def ask(visit, name="Vera", question="Where is my parcel?", **options):
    """The page of a visitor who has just asked."""
    page = visit.open(visit.new_context(**options), "/support/")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#messages")).to_contain_text(question)
    if options.get("java_script_enabled", True):
        expect_live(page)
    return page


def slug_of(page):
    return re.search(r"/support/(\w+)/", page.url)[1]


def say(page, text):
    """Write as whoever has the page, and wait until it is accepted."""
    box = page.locator(".outbox .composer:not(:has(.sent)) [name=body]")
    box.fill(text)
    box.press("Enter")
    expect(page.locator("#messages")).to_contain_text(text)
    expect(page.locator(".composer:has(.sent)")).to_have_count(0)


def ticket(page, name):
    """The line of the queue for the visitor of that name."""
    return page.locator("#queue > li.ticket").filter(has_text=name)


def take(page, name):
    ticket(page, name).get_by_role("button", name="Take").click()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def status(page):
    return page.locator("#status")
