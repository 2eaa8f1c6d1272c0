"""Announcements in a browser, made by staff and by a second process beside the server."""

import re
import time

import pytest
from playwright.sync_api import expect

from e2e.browser import expect_live, post


@pytest.fixture
def site(prepared_site, tmp_path):
    with prepared_site.running_copy(tmp_path / "data") as site:
        yield site


def banner(page, text):
    return page.locator("#announcements > .announcement").filter(has_text=text)


def seconds_left(page):
    text = page.locator(".announcement__countdown").inner_text()
    minutes, seconds = re.fullmatch(r"Back in (\d+):(\d\d)", text).groups()
    return int(minutes) * 60 + int(seconds)


def announce(site, *arguments):
    """Run the announce command; return the monotonic time at which it ended."""
    site.manage("announce", *arguments)
    return time.monotonic()


def test_announcement_from_a_second_process_reaches_only_its_audience(visit, site):
    ana, zoe = visit("ana"), visit("zoe", "/people/")
    announced = announce(site, "Tea is ready", "--audience", "person:ana")
    expect(banner(ana, "Tea is ready")).to_be_visible(timeout=3_000)
    assert time.monotonic() - announced < 3
    announce(site, "Cake for all")
    for page in (ana, zoe):
        expect(banner(page, "Cake for all")).to_be_visible(timeout=3_000)
    expect(banner(zoe, "Tea is ready")).to_have_count(0)

    other_tab = visit("ana", "/people/")
    banner(ana, "Cake for all").get_by_role("button", name="Dismiss").click()
    for tab in (ana, other_tab):
        expect(banner(tab, "Cake for all")).to_have_count(0, timeout=3_000)
    expect(banner(ana, "Tea is ready")).to_be_visible()
    expect(banner(zoe, "Cake for all")).to_be_visible()


def test_member_sees_live_how_staff_create_edit_and_withdraw_an_announcement(visit):
    sam, ana = visit("sam", "/dashboard/announcements/"), visit("ana")
    sam.get_by_role("link", name="New announcement").click()
    expect(sam.locator("[name=room]")).to_be_hidden()
    sam.locator("[name=audience]").select_option("room")
    sam.locator("[name=room]").select_option(label="Lobby")
    sam.locator("[name=text]").fill("Mind the wet floor")
    sam.get_by_role("button", name="Announce").click()
    expect(banner(ana, "Mind the wet floor")).to_be_visible(timeout=3_000)

    sam.get_by_role("link", name="Edit").click()
    sam.locator("[name=text]").fill("The floor is dry")
    sam.get_by_role("button", name="Save").click()
    expect(banner(ana, "The floor is dry")).to_be_visible(timeout=3_000)
    post(ana, "Good to know")

    sam.get_by_role("link", name="Withdraw").click()
    sam.get_by_role("button", name="Withdraw").click()
    expect(banner(ana, "The floor is dry")).to_have_count(0, timeout=3_000)


def test_announcement_can_be_read_and_dismissed_without_javascript(visit, site):
    announce(site, "The lift is out of order")
    page = visit.without_script("ana", "/rooms/lobby/")
    expect(banner(page, "The lift is out of order")).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(banner(page, "The lift is out of order")).to_have_count(0)


def test_countdown_continues_after_the_server_is_killed_and_started_again(visit, site):
    visit.allow_error("WebSocket connection to")
    visit.allow_error("[object Event]")
    ana = visit("ana")
    announced = announce(site, "We move", "--level", "maintenance", "--end", "+5m")
    expect(banner(ana, "We move")).to_be_visible(timeout=3_000)
    expect(banner(ana, "We move").get_by_role("button")).to_have_count(0)
    expect_countdown_of_five_minutes(ana, announced)
    ana.evaluate("window.isTheSamePage = true")

    site.kill()
    site.start()
    before = seconds_left(ana)
    expect(ana.locator(".announcement__countdown")).not_to_have_text(
        countdown_text(before), timeout=60_000
    )
    expect_countdown_of_five_minutes(ana, announced)
    assert ana.evaluate("window.isTheSamePage === true")
    ana.reload()
    expect_countdown_of_five_minutes(ana, announced)
    expect_live(ana)


def expect_countdown_of_five_minutes(page, announced):
    assert abs(300 - (time.monotonic() - announced) - seconds_left(page)) <= 3


def countdown_text(seconds):
    return f"Back in {seconds // 60}:{seconds % 60:02}"


def test_announcement_disappears_at_its_end(visit, site):
    ana = visit("ana")
    announce(site, "Back at once", "--level", "maintenance", "--end", "+5s")
    expect(banner(ana, "Back at once")).to_be_visible(timeout=3_000)
    expect(banner(ana, "Back at once")).to_have_count(0, timeout=8_000)
