"""Counters in a browser: live for several people, and through plain forms."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import drawn_width


@pytest.fixture
def votes(visit):
    """The address of a counter that staff have created in the lobby's header."""
    sam = visit("sam", "/counters/new/")
    expect(sam.locator("[name=group]")).to_be_hidden()
    sam.locator("[name=name]").fill("Votes")
    sam.locator("[name=room]").select_option(label="Lobby")
    sam.get_by_role("button", name="Create counter").click()
    expect(sam).to_have_url(re.compile(r"/counters/votes"))
    return sam.url.removeprefix(visit.site.url)


def value(page):
    return page.locator('[id^="counter-votes"].counter .counter__value')


def test_members_see_a_bump_and_a_reset_live(visit, votes):
    ana, ben, lobby = visit("ana", votes), visit("ben", votes), visit("zoe")
    expect(ben.locator(".counter__watching")).to_have_text("3 watching")
    ana.get_by_role("button", name="One more").click()
    ana.locator("#step").fill("5")
    ana.locator("#step").press("Enter")
    for page in (ana, ben):
        expect(value(page)).to_have_text("6")
        expect(page.locator(".counter__last")).to_contain_text("Ana Ruiz changed it by +5")
    expect(lobby.locator("#room-counters .counter__value").last).to_have_text("6")
    assert drawn_width(ben, ".counter__spark .spark__line") > 0
    expect(ana).to_have_url(ben.url)

    sam = visit("sam", votes)
    sam.get_by_role("button", name="Reset to 0").click()
    for page in (ana, ben):
        expect(value(page)).to_have_text("0")
        expect(page.locator(".counter__last")).to_contain_text("reset it to 0")


def test_counter_works_without_javascript(visit, votes):
    page = visit.without_script("ana", votes)
    page.get_by_role("button", name="One less").click()
    expect(value(page)).to_have_text("-1")
    page.get_by_role("link", name="All counters").click()
    expect(page.locator("#counters")).to_contain_text("Votes")
