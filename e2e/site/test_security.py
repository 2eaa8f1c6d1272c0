"""The Content-Security-Policy of every response, and the end of a session in all tabs."""

import pytest
from playwright.sync_api import expect

from e2e.browser import expect_live, post, sign_in

POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("path", ["/rooms/lobby/", "/accounts/login/", "/viewer.css", "/up"])
def test_response_has_the_strict_content_security_policy(visit, path):
    response = visit.http_client("ana").get(path)
    policy = response.headers["content-security-policy"]
    assert {part.strip() for part in policy.split(";")} == POLICY
    assert response.headers["x-content-type-options"] == "nosniff"


def test_page_has_no_inline_script_or_style_and_loads_nothing_from_another_site(visit):
    page = visit("ana")
    for selector in ("script:not([src])", "style", "[style]", "[onclick]", "[hx-on]"):
        expect(page.locator(selector)).to_have_count(0)
    sources = page.eval_on_selector_all("script, link, img", "all => all.map(e => e.src || e.href)")
    assert [source for source in sources if not source.startswith(visit.site.url)] == []


def test_signing_out_in_one_tab_ends_the_other_tab(visit):
    tab = visit.open(visit.new_context(), "/accounts/login/")
    sign_in(tab, "ben")
    expect_live(tab)
    other_tab = visit.open(tab.context, "/rooms/lobby/")
    expect_live(other_tab)
    tab.get_by_role("button", name="Sign out").click()
    expect(other_tab.locator("#connection")).to_have_text("Signed out", timeout=5_000)
    expect(other_tab.locator("#notice")).to_contain_text("You are signed out")


def test_back_shows_nothing_of_the_conversation_after_signing_out(visit):
    page = visit.open(visit.new_context(), "/accounts/login/")
    sign_in(page, "ben")
    page.goto("/rooms/lobby/")
    expect_live(page)
    post(page, "For the signed in only")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("[name=password]")).to_be_visible()
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("[name=password]")).to_be_visible()
    expect(page.get_by_text("For the signed in only")).to_have_count(0)


def test_wrong_password_and_unknown_username_get_the_same_answer(visit):
    answers = []
    for name in ("ana", "nobody-of-that-name"):
        page = visit.open(visit.new_context(), "/accounts/login/")
        sign_in(page, name, "not the password")
        expect(page.get_by_role("alert")).to_be_visible()
        answers.append(page.locator("main").inner_text())
    assert answers[0] == answers[1]
