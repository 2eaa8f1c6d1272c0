"""An open edit or deletion of a message survives what others do to the message meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import choose_action, delete, edit, expect_live, message, messages, post


@pytest.fixture
def tab(visit):
    return visit("ben")


@pytest.fixture
def other_tab(visit):
    return visit("ben")


def open_form(page, text, what="Edit"):
    """The form under the message, whatever the message says later."""
    element_id = message(page, text).get_attribute("id")
    choose_action(message(page, text), what)
    form = page.locator(f"#{element_id} > .change")
    expect(form).to_have_count(1)
    return form


def box(form):
    return form.locator("[name=body]")


def save(form):
    form.get_by_role("button", name="Save").click()


def test_edit_survives_an_edit_and_replaces_it_only_knowingly(tab, other_tab):
    post(tab, "Cake for everyone")
    form = open_form(tab, "Cake for everyone")
    box(form).fill("Cake for some")
    edit(other_tab, "Cake for everyone", "Cake for nobody")
    expect(message(tab, "Cake for nobody")).to_have_count(1)
    expect(box(form)).to_have_value("Cake for some")
    expect(box(form)).to_be_focused()

    save(form)
    expect(form.locator(".change__error")).to_contain_text("Somebody changed this message")
    expect(form.locator(".change__present")).to_have_text("Cake for nobody")
    expect(box(form)).to_have_value("Cake for some")
    expect(message(other_tab, "Cake for some")).to_have_count(0)

    save(form)
    expect(form).to_have_count(0)
    expect(message(other_tab, "Cake for some")).to_have_count(1)


def test_edit_survives_the_deletion_and_keeps_its_text(visit, tab):
    sam = visit("sam")
    post(tab, "Sold my watches")
    form = open_form(tab, "Sold my watches")
    box(form).fill("Sold my old watches")
    delete(sam, "Sold my watches")
    expect(tab.locator(".message:has(> .change) .message__gone")).to_be_visible()
    save(form)
    expect(form.locator(".change__error")).to_contain_text("This message was deleted")
    expect(box(form)).to_have_value("Sold my old watches")
    form.get_by_role("link", name="Cancel").click()
    expect(form).to_have_count(0)


def test_deletion_waits_for_its_confirmation_while_the_text_changes(tab, other_tab):
    post(tab, "Draft of the rules")
    form = open_form(tab, "Draft of the rules", "Delete")
    edit(other_tab, "Draft of the rules", "Better rules")
    expect(message(tab, "Better rules")).to_have_count(1)
    form.get_by_role("button", name="Delete").click()
    expect(form).to_have_count(0)
    for page in (tab, other_tab):
        expect(messages(page).last.locator(".message__gone")).to_be_visible()


def test_form_opens_once(tab):
    post(tab, "Twice is enough")
    form = open_form(tab, "Twice is enough")
    box(form).fill("Half a word")
    with tab.expect_response(re.compile("/edit/")):
        tab.locator(".message:has(> .change) a[href$='edit/']").dispatch_event("click")
    expect(form).to_have_count(1)
    expect(box(form)).to_have_value("Half a word")


def test_form_on_a_page_of_its_own_saves(visit, tab):
    post(tab, "In a tab of its own")
    address = message(tab, "In a tab of its own").locator("a[href$='edit/']").get_attribute("href")
    page = visit.open(tab.context, address)
    expect_live(page)
    page.locator(".change [name=body]").fill("Saved from there")
    page.get_by_role("button", name="Save").click()
    expect(message(page, "Saved from there")).to_have_count(1)
