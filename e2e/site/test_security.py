import pytest
from playwright.sync_api import expect

from e2e.browser import expect_live, sign_in

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
def test_every_answer_carries_the_strict_policy(visit, path):
    answer = visit.client("ana").get(path)
    policy = answer.headers["content-security-policy"]
    assert {part.strip() for part in policy.split(";")} == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(visit):
    page = visit("ana")
    for selector in ("script:not([src])", "style", "[style]", "[onclick]", "[hx-on]"):
        expect(page.locator(selector)).to_have_count(0)
    sources = page.eval_on_selector_all("script, link, img", "all => all.map(e => e.src || e.href)")
    assert [source for source in sources if not source.startswith(visit.site.url)] == []


def test_signing_out_in_one_tab_ends_the_other(visit):
    here = visit.open(visit.browse(), "/accounts/login/")
    sign_in(here, "ben")
    expect_live(here)
    there = visit.open(here.context, "/rooms/lobby/")
    expect_live(there)
    here.get_by_role("button", name="Sign out").click()
    expect(there.locator("#connection")).to_have_text("Signed out", timeout=5_000)
    expect(there.locator("#notice")).to_contain_text("You are signed out")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visit):
    answers = []
    for name in ("ana", "nobody-of-that-name"):
        page = visit.open(visit.browse(), "/accounts/login/")
        sign_in(page, name, "not the password")
        expect(page.get_by_role("alert")).to_be_visible()
        answers.append(page.locator("main").inner_text())
    assert answers[0] == answers[1]
