"""Markdown as it is seen: written in the composer, shown to everybody, edited as it was typed."""

import pytest
from playwright.sync_api import expect

from e2e.browser import choose_action, composer, messages, post

CODE = "```python\nanswer = 42  # " + "of everything " * 20 + "\n```"


def last_body(page):
    return messages(page).last.locator(".message__body")


def post_lines(page, text):
    """Write it in a box of several lines, and send it."""
    page.get_by_role("button", name="More lines").click()
    expect(page.locator("textarea.composer__box")).to_be_focused()
    composer(page).fill(text)
    page.get_by_role("button", name="Send").click()
    expect(composer(page)).to_have_value("")
    page.get_by_role("button", name="One line").click()
    expect(page.locator("input.composer__box")).to_be_focused()


def test_marks_and_emoji_are_shown_to_everybody(visit):
    ana, ben = visit("ana"), visit("ben")
    post(ana, "**Cake** is `baked` by @ben :tada:")
    for page in (ana, ben):
        body = last_body(page)
        expect(body).to_have_text("Cake is baked by @ben 🎉")
        expect(body.locator("strong")).to_have_text("Cake")
        expect(body.locator("code")).to_have_text("baked")
        expect(body.locator(".mention")).to_have_text("@ben")


def test_message_is_edited_as_it_was_typed(visit):
    ana = visit("ana")
    post(ana, "_Cake_ for **everyone**")
    choose_action(messages(ana).last, "Edit")
    box = messages(ana).last.get_by_role("textbox")
    expect(box).to_have_value("_Cake_ for **everyone**")
    box.fill("_Cake_ for ~~nobody~~")
    messages(ana).last.get_by_role("button", name="Save").click()
    expect(last_body(ana).locator("s")).to_have_text("nobody")
    expect(last_body(ana)).to_have_text("Cake for nobody(edited)")


def test_lines_keep_their_indentation_and_lists_end_with_their_lines(visit):
    ana = visit("ana")
    post_lines(ana, "\n    indented\n- milk\n- eggs\nThanks")
    assert last_body(ana).inner_text().startswith("    indented\n")
    expect(last_body(ana).locator("li")).to_have_text(["milk", "eggs"])
    assert last_body(ana).inner_text().endswith("\nThanks")


@pytest.mark.parametrize("width", [1280, 390])
def test_long_line_of_code_scrolls_in_its_block(visit, width):
    ana = visit("ana")
    ana.set_viewport_size({"width": width, "height": 800})
    post_lines(ana, CODE)
    block = last_body(ana).locator("pre")
    expect(block.locator(".nu")).to_have_text("42")
    assert block.evaluate("block => block.scrollWidth > block.clientWidth")
    assert not ana.evaluate("document.scrollingElement.scrollWidth > innerWidth")
    assert not ana.locator(".scroller").evaluate("box => box.scrollWidth > box.clientWidth")


def test_hint_stays_open_while_somebody_writes_and_works_without_javascript(visit):
    ana = visit("ana")
    ana.get_by_text("How to format").click()
    post(ana, "**bold**")
    expect(ana.locator(".format li").first).to_be_visible()
    plain = visit.without_script("ana")
    expect(plain.locator(".format li").first).not_to_be_visible()
    plain.get_by_text("How to format").click()
    expect(plain.locator(".format li").first).to_be_visible()
