"""Markup that people write stays text; web addresses become links."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import expect_live, messages, post, sidebar_room

MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<div hx-get="/" hx-trigger="load">get</div>',
    '<form ws-send hx-trigger="load"><input name="action" value="typing"></form>',
    '<p hx-swap-oob="innerHTML:#rooms">swapped</p>',
    '</li></ol><div id="notice" hx-swap-oob="true">fake</div>',
    '<b style="position:fixed">bold</b> &lt;i&gt; &amp;',
    "[link](javascript:alert(1)) {{ 7|add:7 }} {% now 'Y' %}",
]


@pytest.fixture
def pages(visit):
    pages = [visit("ana"), visit("ben")]
    for page in pages:
        page.on("dialog", lambda dialog: visit.errors.append(dialog.message))
    return pages


def test_markup_in_a_message_is_shown_as_text(pages):
    for text in MARKUP:
        post(pages[1], text)
    for page in pages:
        expect_text_only(page)
        page.reload()
        expect_live(page)
        expect_text_only(page)


def expect_text_only(page):
    expect(messages(page).last).to_contain_text(MARKUP[-1])
    bodies = page.locator("#messages .message__body")
    assert bodies.all_inner_texts()[-len(MARKUP) :] == MARKUP
    for n in range(len(MARKUP)):
        expect(bodies.nth(-1 - n).locator("*")).to_have_count(0)
    expect(sidebar_room(page, "lobby")).to_be_visible()
    expect(page.locator("#notice")).to_be_empty()


def test_web_address_in_a_message_becomes_a_link(pages):
    post(pages[1], "See https://example.org/tea?a=1&b=2, it is good")
    for page in pages:
        link = messages(page).last.locator(".message__body a")
        expect(link).to_have_text("https://example.org/tea?a=1&b=2")
        expect(link).to_have_attribute("href", "https://example.org/tea?a=1&b=2")
        expect(link).to_have_attribute("rel", re.compile("noopener"))


def test_script_address_in_a_message_does_not_become_a_link(pages):
    post(pages[1], "javascript:alert(1) and data:text/html,<script>alert(1)</script>")
    for page in pages:
        expect(messages(page).last).to_contain_text("javascript:alert(1)")
        expect(messages(page).last.locator(".message__body *")).to_have_count(0)
