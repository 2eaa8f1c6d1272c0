"""With JavaScript off, everything that does not move by itself still works."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import act, box, message, messages, place, sign_in


@pytest.fixture
def ana(visit):
    return visit.without_script("ana")


def post(page, text):
    box(page).fill(text)
    box(page).press("Enter")
    expect(message(page, text)).to_be_visible()


def test_reading_and_posting(ana):
    post(ana, "Plain paper")
    expect(ana).to_have_title(re.compile("Lobby$"))
    expect(box(ana)).to_have_value("")
    expect(ana.locator(".no-script")).to_be_visible()
    expect(ana.locator("#connection")).to_be_hidden()


def test_what_is_too_long_is_refused_and_kept_in_the_box(visit, ana):
    visit.allow("status of 422")
    box(ana).fill("x" * 4001)
    box(ana).press("Enter")
    expect(ana.locator("#compose-error")).to_contain_text("too long")
    expect(box(ana)).to_have_value("x" * 4001)


def test_several_lines(ana):
    box(ana).fill("Roses")
    ana.get_by_role("button", name="More lines").click()
    expect(ana.locator("#compose textarea")).to_have_value("Roses")
    box(ana).fill("Roses\nthorns")
    ana.get_by_role("button", name="Send").click()
    expect(message(ana, "thorns")).to_be_visible()


def test_editing(ana):
    post(ana, "Plain papper")
    act(message(ana, "Plain papper"), "Edit")
    ana.locator(".change [name=body]").fill("Fine paper")
    ana.get_by_role("button", name="Save").click()
    expect(message(ana, "Fine paper").locator(".message__edited")).to_be_visible()


def test_deleting(ana):
    post(ana, "Waste paper")
    act(message(ana, "Waste paper"), "Delete")
    ana.locator(".change").get_by_role("button", name="Delete").click()
    expect(ana.locator(".message__gone").last).to_be_visible()
    expect(message(ana, "Waste paper")).to_have_count(0)


def test_switching_rooms(ana):
    place(ana, "garden").click()
    expect(ana).to_have_title(re.compile("Garden$"))
    expect(box(ana)).to_be_visible()


def test_paging_through_history(ana):
    place(ana, "attic").click()
    earlier = ana.get_by_role("link", name="Earlier messages")
    for _ in range(2):
        oldest = int(messages(ana).first.get_attribute("data-seq"))
        earlier.click()
        expect(messages(ana).last).to_have_attribute("data-seq", str(oldest - 1))
    expect(messages(ana).first).to_have_attribute("data-seq", "1")
    expect(earlier).to_have_count(0)
    ana.get_by_role("link", name="Back to now").click()
    expect(message(ana, "Box 140")).to_be_visible()


def test_signing_in_and_out(visit):
    ana = visit.open(visit.browse(java_script_enabled=False), "/accounts/login/")
    sign_in(ana, "ana")
    expect(place(ana, "lobby")).to_be_visible()
    ana.get_by_role("button", name="Sign out").click()
    expect(ana.locator("#rooms")).to_have_count(0)
    ana.goto("/rooms/lobby/")
    expect(ana.locator("[name=password]")).to_be_visible()
