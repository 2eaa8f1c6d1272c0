"""A request of htmx that fails says so on the page, and what was typed stays."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import choose_action, composer, expect_live, message, post, sign_in

NO_ANSWER = "That did not work"


@pytest.fixture
def visit(visit):
    visit.allow_error("Failed to load resource")
    visit.allow_error("[object Event]")
    visit.allow_error("[object ProgressEvent]")
    visit.allow_error("Response Status Error Code")
    visit.allow_error("htmx:")
    return visit


@pytest.fixture
def ben(visit):
    """Ben with a session of his own, which may end."""
    page = visit.open(visit.new_context(), "/accounts/login/")
    sign_in(page, "ben")
    expect_live(page)
    page.goto("/rooms/lobby/")
    expect_live(page)
    return page


def notice(page):
    return page.locator("#notice")


def edit_link_after(page, text):
    """Post the text, and draft the next one."""
    post(page, text)
    composer(page).fill("Half a sentence")
    return message(page, text)


def expect_unchanged(page):
    expect(composer(page)).to_have_value("Half a sentence")
    expect(page.locator(".change")).to_have_count(0)
    expect(page.locator("h1")).to_have_count(1)
    expect(page).to_have_title(re.compile("Lobby$"))


def test_ended_session_leads_to_sign_in_and_back_to_the_room(ben):
    item = edit_link_after(ben, "Written while signed in")
    ben.context.clear_cookies(name="sessionid")
    choose_action(item, "Edit")
    ben.wait_for_url("**/accounts/login/?next=/rooms/lobby/")
    sign_in(ben, "ben")
    ben.wait_for_url("**/rooms/lobby/")
    expect(message(ben, "Written while signed in")).to_be_visible()


def test_stale_csrf_token_is_told_and_the_text_stays(visit, ben):
    composer(ben).fill("Half a sentence")
    other_tab = visit.open(ben.context, "/accounts/login/")
    sign_in(other_tab, "ben")
    expect_live(other_tab)
    ben.get_by_role("button", name="More lines").click()
    expect(notice(ben)).to_contain_text("This form has expired")
    expect(composer(ben)).to_have_value("Half a sentence")
    expect(ben).to_have_title(re.compile("Lobby$"))


def test_message_that_is_gone_is_told(ben, site):
    item = edit_link_after(ben, "Soon wiped out")
    site.shell("Message.objects.filter(body='Soon wiped out').delete()")
    choose_action(item, "Edit")
    expect(notice(ben)).to_have_text(
        "The address is wrong, or you do not have access to this page."
    )
    expect_unchanged(ben)


@pytest.mark.parametrize("status", [400, 403, 429, 500, 502, 503])
def test_error_page_of_somebody_else_is_told_in_our_words(ben, status):
    item = edit_link_after(ben, f"Not to be edited: {status}")
    html = "<!doctype html><title>Oh no</title><main><h1>Bad gateway</h1></main>"
    answer = {"status": status, "body": html, "content_type": "text/html"}
    ben.route(re.compile("/edit/"), lambda route: route.fulfill(**answer))
    choose_action(item, "Edit")
    expect(notice(ben)).to_contain_text(NO_ANSWER)
    expect_unchanged(ben)


def test_lost_network_is_told(ben):
    item = edit_link_after(ben, "Out of reach")
    ben.route(re.compile("/edit/"), lambda route: route.abort())
    choose_action(item, "Edit")
    expect(notice(ben)).to_contain_text(NO_ANSWER)
    expect_unchanged(ben)


def test_answer_that_does_not_come_is_told(ben):
    item = edit_link_after(ben, "Never answered")
    ben.route(re.compile("/edit/"), lambda route: None)
    choose_action(item, "Edit")
    expect(notice(ben)).to_contain_text(NO_ANSWER, timeout=15_000)
    expect_unchanged(ben)
