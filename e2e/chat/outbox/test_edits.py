"""What is typed into the edit of a message, on a slow line and without one."""

import pytest
from playwright.sync_api import expect

from e2e.browser import choose_action, expect_live, message, messages, post
from e2e.chat.outbox.oracle import stored, write


@pytest.fixture
def form(ana):
    """The open edit of a message."""
    post(ana, "Soup")
    choose_action(message(ana, "Soup"), "Edit")
    expect(ana.locator(".change textarea")).to_be_focused()
    return ana.locator(".change")


def save(form):
    form.get_by_role("button", name="Save").click()


def test_letters_typed_between_save_and_its_answer_stay(site, network, ana, slug, form):
    network.delay = 0.3
    box = form.locator("textarea")
    box.fill("Soup of the")
    save(form)
    box.press("End")
    write(ana, " day", 20)
    expect(messages(ana).locator(".message__body")).to_have_text("Soup of the(edited)")
    expect(box).to_have_value("Soup of the day")
    save(form)
    expect(form).to_have_count(0)
    expect(message(ana, "Soup of the day")).to_have_count(1)
    assert stored(site, slug) == ["Soup of the day"]


def test_edit_that_is_saved_twice_offline_ends_with_the_second_text(site, network, ana, slug, form):
    network.cut()
    expect(ana.locator("#connection")).to_contain_text("Reconnecting")
    for text in ("Soup of the day", "Soup of the evening"):
        form.locator("textarea").fill(text)
        save(form)
    network.heal()
    expect_live(ana)
    expect(form).to_have_count(0)
    expect(message(ana, "Soup of the evening")).to_have_count(1)
    assert stored(site, slug) == ["Soup of the evening"]
