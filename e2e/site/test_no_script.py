"""With JavaScript off, everything works that needs no live update."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import choose_action, composer, message, messages, sidebar_room, sign_in


@pytest.fixture
def ana(visit):
    return visit.without_script("ana")


def send(page, text):
    composer(page).fill(text)
    composer(page).press("Enter")
    expect(message(page, text)).to_be_visible()


def test_member_reads_and_posts_messages(ana):
    send(ana, "Plain paper")
    expect(ana).to_have_title(re.compile("Lobby$"))
    expect(composer(ana)).to_have_value("")
    expect(ana.locator(".no-script")).to_be_visible()
    expect(ana.locator("#connection")).to_be_hidden()


def test_too_long_message_is_refused_and_stays_in_the_composer(visit, ana):
    visit.allow_error("status of 422")
    composer(ana).fill("x" * 4001)
    composer(ana).press("Enter")
    expect(ana.locator(".composer__note")).to_contain_text("too long")
    expect(composer(ana)).to_have_value("x" * 4001)


def test_member_posts_several_lines(ana):
    composer(ana).fill("Roses")
    ana.get_by_role("button", name="More lines").click()
    expect(ana.locator("#outbox textarea")).to_have_value("Roses")
    composer(ana).fill("Roses\nthorns")
    ana.get_by_role("button", name="Send").click()
    expect(message(ana, "thorns")).to_be_visible()
    ana.get_by_role("button", name="One line").click()
    expect(ana.locator("#outbox input[name=body]")).to_be_visible()


def test_member_edits_a_message(ana):
    send(ana, "Plain papper")
    choose_action(message(ana, "Plain papper"), "Edit")
    ana.locator(".change [name=body]").fill("Fine paper")
    ana.get_by_role("button", name="Save").click()
    expect(message(ana, "Fine paper").locator(".message__edited")).to_be_visible()


def test_member_deletes_a_message(ana):
    send(ana, "Waste paper")
    choose_action(message(ana, "Waste paper"), "Delete")
    ana.locator(".change").get_by_role("button", name="Delete").click()
    expect(ana.locator(".message__gone").last).to_be_visible()
    expect(message(ana, "Waste paper")).to_have_count(0)


def test_member_switches_rooms(ana):
    sidebar_room(ana, "garden").click()
    expect(ana).to_have_title(re.compile("Garden$"))
    expect(composer(ana)).to_be_visible()


def test_member_pages_through_the_history(ana):
    sidebar_room(ana, "attic").click()
    expect(ana).to_have_title(re.compile("Attic$"))
    earlier = ana.get_by_role("link", name="Earlier messages")
    for _ in range(2):
        oldest = int(messages(ana).first.get_attribute("data-seq"))
        earlier.click()
        expect(messages(ana).last).to_have_attribute("data-seq", str(oldest - 1))
    expect(messages(ana).first).to_have_attribute("data-seq", "1")
    expect(earlier).to_have_count(0)
    ana.get_by_role("link", name="Back to now").click()
    expect(message(ana, "Box 140")).to_be_visible()


def test_person_signs_in_and_out(visit):
    ana = visit.open(visit.new_context(java_script_enabled=False), "/accounts/login/")
    sign_in(ana, "ana")
    expect(sidebar_room(ana, "lobby")).to_be_visible()
    ana.get_by_role("button", name="Sign out").click()
    expect(ana.locator("#rooms")).to_have_count(0)
    ana.goto("/rooms/lobby/")
    expect(ana.locator("[name=password]")).to_be_visible()
