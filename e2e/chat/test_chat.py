import pytest
from playwright.sync_api import expect

from e2e.browser import box, delete, edit, message, messages, say


@pytest.fixture
def ana(visit):
    return visit("ana")


@pytest.fixture
def ben(visit):
    return visit("ben")


def own_actions(page, text):
    return message(page, text).locator(".message__own").first


def test_two_people_talk(ana, ben):
    say(ben, "Good morning, Ana")
    expect(messages(ana).last.locator(".message__body")).to_have_text("Good morning, Ana")
    expect(messages(ana).last.locator(".message__author")).to_have_text("Ben Okafor")
    say(ana, "Good morning, Ben")
    expect(messages(ben).last.locator(".message__body")).to_have_text("Good morning, Ben")
    expect(message(ben, "Good morning, Ana")).to_have_count(1)


def test_enter_sends_and_the_box_is_empty_and_ready_for_the_next(ana, ben):
    box(ben).click()
    for line in ("First thought", "Second thought"):
        ben.keyboard.type(line)
        ben.keyboard.press("Enter")
        expect(box(ben)).to_have_value("")
        expect(box(ben)).to_be_focused()
    expect(message(ana, "First thought")).to_have_count(1)
    expect(message(ana, "Second thought")).to_have_count(1)


def test_an_edit_is_seen_by_the_other(ana, ben):
    say(ben, "The tea is reddy")
    edit(ben, "The tea is reddy", "The tea is ready")
    seen = message(ana, "The tea is ready")
    expect(seen.locator(".message__edited")).to_be_visible()
    expect(message(ana, "The tea is reddy")).to_have_count(0)
    expect(ben.locator(".change")).to_have_count(0)


def test_an_edit_to_nothing_is_refused_beside_the_text(ben):
    say(ben, "Words that stay")
    edit(ben, "Words that stay", "")
    expect(ben.locator(".change__error")).to_have_text("Write something first.")
    ben.locator(".change").get_by_role("link", name="Cancel").click()
    expect(ben.locator(".change")).to_have_count(0)
    expect(message(ben, "Words that stay")).to_have_count(1)


def test_a_deleted_message_leaves_a_tombstone_for_the_other(ana, ben):
    say(ben, "Said too soon")
    number = message(ana, "Said too soon").get_attribute("id")
    delete(ben, "Said too soon")
    for page in (ana, ben):
        expect(page.locator(f"#{number} .message__gone")).to_have_text("Message deleted")
        expect(message(page, "Said too soon")).to_have_count(0)


def test_the_draft_moves_to_the_box_for_several_lines(ana, ben):
    box(ben).fill("Milk")
    ben.get_by_role("button", name="More lines").click()
    lines = ben.locator("#compose textarea")
    expect(lines).to_have_value("Milk")
    lines.fill("Milk\n  oats\nhoney")
    ben.get_by_role("button", name="Send").click()
    expect(lines).to_have_value("")
    body = messages(ana).last.locator(".message__body")
    expect(body).to_contain_text("honey")
    assert body.inner_text() == "Milk\n  oats\nhoney"
    ben.get_by_role("button", name="One line").click()
    expect(ben.locator("#compose input[name=body]")).to_be_visible()


def test_an_empty_message_is_refused_beside_the_box(ben):
    box(ben).press("Enter")
    expect(ben.locator("#compose-error")).to_have_text("Write something first.")
    say(ben, "Something")
    expect(ben.locator("#compose-error")).to_be_empty()


def test_a_message_that_is_too_long_is_refused_and_kept_in_the_box(ben):
    box(ben).fill("x" * 4001)
    box(ben).press("Enter")
    expect(ben.locator("#compose-error")).to_contain_text("too long: 4001 characters")
    expect(box(ben)).to_have_value("x" * 4001)


def test_only_the_author_and_staff_are_offered_to_change_a_message(visit, ana, ben):
    sam = visit("sam")
    say(ben, "Whose words are these")
    expect(own_actions(ana, "Whose words are these")).to_have_css("display", "none")
    expect(own_actions(ben, "Whose words are these")).to_have_css("display", "flex")
    expect(own_actions(sam, "Whose words are these")).to_have_css("display", "flex")


def test_staff_delete_what_another_said(visit, ana, ben):
    sam = visit("sam")
    say(ben, "Buy my watches")
    delete(sam, "Buy my watches")
    for page in (ana, ben, sam):
        expect(message(page, "Buy my watches")).to_have_count(0)
    expect(messages(ana).last.locator(".message__gone")).to_be_visible()


def test_a_direct_room_is_named_after_the_other(ana, ben):
    ana.locator("#directs").get_by_role("link", name="Ben Okafor").click()
    expect(ana).to_have_title("Ben Okafor")
    say(ana, "Between us")
    ben.locator("#directs").get_by_role("link", name="Ana Ruiz").click()
    expect(message(ben, "Between us")).to_have_count(1)


def test_the_first_words_in_a_room_replace_the_hint_that_there_are_none(visit, site):
    site.shell("Room.objects.start('Fresh', User.objects.get(username='ana'), kind='closed')")
    ana = visit("ana", "/rooms/fresh/")
    expect(ana.locator("#messages .empty")).to_be_visible()
    say(ana, "Hello, empty room")
    expect(message(ana, "Hello, empty room")).to_be_visible()
    expect(ana.locator("#messages .empty")).to_be_hidden()
