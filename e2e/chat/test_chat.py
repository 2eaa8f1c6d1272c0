"""Posting, editing and deleting messages in a browser, as the other people in the room see it."""

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, delete, edit, message, messages, post, undelivered

IS_SHOWN = "link => getComputedStyle(link).display !== 'none'"


@pytest.fixture
def ana(visit):
    return visit("ana")


@pytest.fixture
def ben(visit):
    return visit("ben")


def actions(page, text):
    """Which of the actions that change a message the person sees."""
    links = message(page, text).locator(".message__own")
    return [link.inner_text() for link in links.all() if link.evaluate(IS_SHOWN)]


def test_two_members_see_each_others_messages(ana, ben):
    post(ben, "Good morning, Ana")
    expect(messages(ana).last.locator(".message__body")).to_have_text("Good morning, Ana")
    expect(messages(ana).last.locator(".message__author")).to_have_text("Ben Okafor")
    post(ana, "Good morning, Ben")
    expect(messages(ben).last.locator(".message__body")).to_have_text("Good morning, Ben")
    expect(message(ben, "Good morning, Ana")).to_have_count(1)


def test_enter_sends_the_message_and_leaves_the_composer_empty_and_focused(ana, ben):
    composer(ben).click()
    for line in ("First thought", "Second thought"):
        ben.keyboard.type(line)
        ben.keyboard.press("Enter")
        expect(composer(ben)).to_have_value("")
        expect(composer(ben)).to_be_focused()
    expect(message(ana, "First thought")).to_have_count(1)
    expect(message(ana, "Second thought")).to_have_count(1)


def test_member_sees_another_members_edit(ana, ben):
    post(ben, "The tea is reddy")
    edit(ben, "The tea is reddy", "The tea is ready")
    edited = message(ana, "The tea is ready")
    expect(edited.locator(".message__edited")).to_be_visible()
    expect(message(ana, "The tea is reddy")).to_have_count(0)
    expect(ben.locator(".change")).to_have_count(0)


def test_empty_edit_is_refused_beside_the_message(ben):
    post(ben, "Words that stay")
    edit(ben, "Words that stay", "")
    expect(ben.locator(".change__error")).to_have_text("Write something first.")
    ben.locator(".change").get_by_role("link", name="Cancel").click()
    expect(ben.locator(".change")).to_have_count(0)
    expect(message(ben, "Words that stay")).to_have_count(1)


def test_deleted_message_leaves_a_tombstone_on_every_page(ana, ben):
    post(ben, "Said too soon")
    element_id = message(ana, "Said too soon").get_attribute("id")
    delete(ben, "Said too soon")
    for page in (ana, ben):
        expect(page.locator(f"#{element_id} .message__gone")).to_have_text("Message deleted")
        expect(message(page, "Said too soon")).to_have_count(0)


def test_draft_moves_to_the_multi_line_composer(ana, ben):
    composer(ben).fill("Milk")
    ben.get_by_role("button", name="More lines").click()
    expect(composer(ben)).to_have_value("Milk")
    composer(ben).fill("Milk\n  oats\nhoney")
    ben.get_by_role("button", name="Send").click()
    expect(composer(ben)).to_have_value("")
    body = messages(ana).last.locator(".message__body")
    expect(body).to_contain_text("honey")
    assert body.inner_text() == "Milk\n  oats\nhoney"
    ben.get_by_role("button", name="One line").click()
    expect(ben.locator("#outbox input[name=body]")).to_be_visible()


def test_enter_in_an_empty_box_does_nothing(ben):
    composer(ben).press("Enter")
    post(ben, "Something")
    expect(messages(ben).last.locator(".message__body")).to_have_text("Something")


def test_too_long_message_is_refused_and_can_be_corrected(ana, ben):
    composer(ben).fill("x" * 4001)
    composer(ben).press("Enter")
    refused = ben.locator(".composer:has(.refused)")
    expect(refused.locator(".refused")).to_contain_text("too long: 4001 characters")
    box = refused.locator("[name=body]")
    expect(box).to_have_value("x" * 4001)
    box.fill("Short enough")
    box.press("Enter")
    expect(message(ana, "Short enough")).to_have_count(1)
    expect(undelivered(ben)).to_have_count(0)
    expect(composer(ben)).to_be_focused()


def test_refused_message_can_be_discarded(ben):
    composer(ben).fill("x" * 4001)
    composer(ben).press("Enter")
    ben.get_by_role("button", name="Discard").click()
    expect(undelivered(ben)).to_have_count(0)
    expect(ben.locator(".composer")).to_have_count(1)


def test_author_sees_edit_and_delete_and_staff_delete_alone(visit, ana, ben):
    sam = visit("sam")
    post(ben, "Whose words are these")
    for page, seen in ((ana, []), (ben, ["Edit", "Delete"]), (sam, ["Delete"])):
        expect(message(page, "Whose words are these")).to_be_visible()
        assert actions(page, "Whose words are these") == seen


def test_staff_delete_another_persons_message_on_every_page(visit, ana, ben):
    sam = visit("sam")
    post(ben, "Buy my watches")
    delete(sam, "Buy my watches")
    for page in (ana, ben, sam):
        expect(message(page, "Buy my watches")).to_have_count(0)
    expect(messages(ana).last.locator(".message__gone")).to_be_visible()


def test_direct_room_is_named_after_the_other_person(ana, ben):
    ana.locator("#directs").get_by_role("link", name="Ben Okafor").click()
    expect(ana).to_have_title("Ben Okafor")
    post(ana, "Between us")
    ben.locator("#directs").get_by_role("link", name="Ana Ruiz").click()
    expect(message(ben, "Between us")).to_have_count(1)


def test_first_message_hides_the_hint_that_the_room_is_empty(visit, site):
    site.shell("Room.objects.start('Fresh', User.objects.get(username='ana'), kind='closed')")
    ana = visit("ana", "/rooms/fresh/")
    expect(ana.locator("#messages .empty")).to_be_visible()
    post(ana, "Hello, empty room")
    expect(message(ana, "Hello, empty room")).to_be_visible()
    expect(ana.locator("#messages .empty")).to_be_hidden()
