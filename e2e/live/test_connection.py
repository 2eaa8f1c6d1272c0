"""What a page says of its connection."""

import pytest
from playwright.sync_api import expect

from e2e.browser import choose_action, expect_live, message, post, sidebar_room

REMEMBER_LOSS = """
new MutationObserver(() => {
  if (document.querySelector("#connection .connection__gone")) sessionStorage.lost = true;
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture
def site(prepared_site, tmp_path):
    with prepared_site.running_copy(tmp_path / "data") as site:
        yield site


def status(page):
    return page.locator("#connection")


def test_page_says_at_once_that_its_connection_is_lost_and_that_it_is_back(visit, site):
    visit.allow_error("WebSocket connection to")
    visit.allow_error("[object Event]")
    visit.allow_error("Failed to load resource")
    visit.allow_error("htmx:afterRequest")
    visit.allow_error("htmx:sendError")
    page = visit("ana")
    post(page, "Said in time")
    expect(message(page, "Said in time")).to_be_visible()
    site.kill()
    expect(status(page)).to_have_text("Reconnecting…", timeout=2_000)
    choose_action(message(page, "Said in time"), "Edit")
    expect(page.locator("#notice")).to_contain_text("the server did not answer")
    site.start()
    expect(status(page)).to_contain_text("Live", timeout=60_000)
    assert page.locator(".connection__live").is_visible()


def test_page_of_an_ended_session_does_not_say_that_it_reconnects(visit, site):
    tab = visit("ben")
    other_tab = visit.open(tab.context, "/rooms/lobby/")
    expect_live(other_tab)
    other_tab.evaluate("addEventListener('htmx:afterRequest', () => document.title = 'closed')")
    tab.get_by_role("button", name="Sign out").click()
    expect(other_tab).to_have_title("closed")
    expect(status(other_tab)).to_have_text("Signed out")


def test_leaving_for_another_page_does_not_look_like_a_lost_connection(visit):
    page = visit("ana")
    page.add_init_script(REMEMBER_LOSS)
    page.reload()
    for slug in ("garden", "lobby", "garden"):
        expect_live(page)
        sidebar_room(page, slug).click()
        page.wait_for_url(f"**/rooms/{slug}/")
    assert page.evaluate("sessionStorage.lost") is None
