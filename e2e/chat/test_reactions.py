"""Reacting: beside the message, by the popover, with keys, with a tap, without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import delete, expect_live, message, post


@pytest.fixture
def ana(visit):
    return visit("ana")


@pytest.fixture
def ben(visit):
    return visit("ben")


def quick(page, text, emoji):
    """React by the emoji that stand beside the message."""
    item = message(page, text)
    item.hover()
    item.locator(".message__quick").get_by_role("button", name=emoji).click(force=True)


def reaction(page, text, emoji):
    """The emoji below the message, with its count."""
    return message(page, text).locator(".reaction").filter(has_text=emoji)


def button(page, text, emoji):
    return reaction(page, text, emoji).get_by_role("button")


def open_picker(page, text):
    item = message(page, text)
    item.hover()
    item.get_by_role("button", name="React", exact=True).click(force=True)
    return loaded_picker(page, text)


def loaded_picker(page, text):
    """The choice for that message, once htmx listens to it."""
    picker = page.locator("#picker:not(.htmx-request):not(:has(.htmx-added))")
    expect(picker).to_contain_text(text)
    return page.locator("#picker")


def colour(page, text, emoji):
    """What shows whether it is one's own."""
    return reaction(page, text, emoji).evaluate("item => getComputedStyle(item).backgroundColor")


def test_two_people_react_and_each_sees_their_own(ana, ben):
    post(ben, "Cake for tea")
    quick(ana, "Cake for tea", "❤️")
    for page in (ana, ben):
        expect(reaction(page, "Cake for tea", "❤️")).to_have_attribute("title", "Ana Ruiz")
    own, other = (colour(page, "Cake for tea", "❤️") for page in (ana, ben))
    assert own != other

    button(ben, "Cake for tea", "❤️").click()
    for page in (ana, ben):
        expect(reaction(page, "Cake for tea", "❤️")).to_contain_text("2")
        expect(button(page, "Cake for tea", "❤️")).to_have_accessible_name(
            "❤️ from Ana Ruiz, Ben Okafor"
        )
        assert colour(page, "Cake for tea", "❤️") == own

    button(ana, "Cake for tea", "❤️").click()
    for page in (ana, ben):
        expect(reaction(page, "Cake for tea", "❤️")).to_have_attribute("title", "Ben Okafor")
    button(ben, "Cake for tea", "❤️").click()
    for page in (ana, ben):
        expect(reaction(page, "Cake for tea", "❤️")).to_have_count(0)
    ana.reload()
    expect(reaction(ana, "Cake for tea", "❤️")).to_have_count(0)


def test_any_emoji_is_found_by_its_name(ana, ben):
    post(ben, "New kettle")
    picker = open_picker(ana, "New kettle")
    expect(picker.get_by_role("button", name="👍")).to_be_visible()
    picker.get_by_role("searchbox").fill("part pop")
    expect(picker.get_by_role("status")).to_have_text("1 emoji found")
    loaded_picker(ana, "1 emoji found").get_by_title("party popper").click()
    expect(picker).to_be_hidden()
    for page in (ana, ben):
        expect(reaction(page, "New kettle", "🎉")).to_have_count(1)
    picker = open_picker(ana, "New kettle")
    picker.get_by_role("searchbox").fill("nothing is called so")
    expect(picker).to_contain_text("No emoji is called that.")


def test_keys_alone_react_and_keep_their_place(ana, ben):
    post(ben, "Keys on the table")
    ana.bring_to_front()
    react = message(ana, "Keys on the table").get_by_role("button", name="React", exact=True)
    react.focus()
    ana.keyboard.press("Enter")
    loaded_picker(ana, "Keys on the table")
    ana.keyboard.press("Tab")
    expect(ana.get_by_role("searchbox")).to_be_focused()
    ana.keyboard.type("key")
    expect(ana.locator("#picker").get_by_title("key", exact=True)).to_be_visible()
    loaded_picker(ana, "emoji found")
    ana.keyboard.press("Tab")
    ana.keyboard.press("Enter")
    expect(ana.locator("#picker")).to_be_hidden()
    expect(react).to_be_focused()
    expect(message(ben, "Keys on the table").locator(".reaction")).to_have_count(1)
    ana.keyboard.press("Enter")
    ana.keyboard.press("Escape")
    expect(ana.locator("#picker")).to_be_hidden()
    expect(react).to_be_focused()


def test_reactions_of_others_leave_the_focus_and_the_selection(ana, ben):
    post(ben, "Read this three times")
    quick(ben, "Read this three times", "👍")
    own = button(ana, "Read this three times", "👍")
    own.focus()
    message(ana, "Read this three times").locator(".message__body").select_text()
    quick(ben, "Read this three times", "😂")
    button(ben, "Read this three times", "👍").click()
    expect(message(ana, "Read this three times").locator(".reaction")).to_have_count(1)
    assert "Read this three times" in ana.evaluate("String(getSelection())")
    quick(ben, "Read this three times", "👍")
    own = button(ana, "Read this three times", "😂")
    own.focus()
    ana.keyboard.press("Enter")
    expect(reaction(ana, "Read this three times", "😂")).to_contain_text("2")
    expect(own).to_be_focused()
    ana.keyboard.press("Space")
    expect(reaction(ana, "Read this three times", "😂")).to_contain_text("1")
    expect(own).to_be_focused()


def test_reaction_to_what_was_deleted_meanwhile_says_so(ana, ben):
    post(ben, "Soon gone")
    picker = open_picker(ana, "Soon gone")
    delete(ben, "Soon gone")
    expect(message(ana, "Soon gone")).to_have_count(0)
    picker.get_by_role("button", name="👍").click()
    expect(ana.locator("#notice")).to_contain_text("This message was deleted meanwhile.")
    expect(ana.locator(".message").last.locator(".reaction")).to_have_count(0)


def test_choice_of_one_message_is_never_that_of_another(visit, ana, ben):
    visit.allow_error("ERR_FAILED")
    visit.allow_error("htmx:")
    post(ben, "First choice")
    post(ben, "Second choice")
    open_picker(ana, "First choice")
    ana.keyboard.press("Escape")
    ana.route(re.compile("/react/"), lambda route: route.abort())
    item = message(ana, "Second choice")
    item.hover()
    item.get_by_role("button", name="React", exact=True).click(force=True)
    expect(ana.locator("#notice")).not_to_be_empty()
    expect(ana.locator("#picker")).to_be_empty()


def test_outsider_reacts_to_nothing_in_a_closed_room(visit, site):
    ana = visit("ana", "/rooms/garden/")
    post(ana, "The shears hang behind the door")
    pk = (
        message(ana, "The shears hang behind the door").get_attribute("id").removeprefix("message-")
    )
    zoe = visit.http_client("zoe")
    assert zoe.get(f"/messages/{pk}/react/").status == 404
    assert zoe.post("/reactions/", form={"reaction": f"{pk} 👍"}).status == 404
    assert site.read(f"Reaction.objects.filter(message={pk})") == []


def test_reaction_by_a_tap_on_a_phone(visit, ben, playwright_devices):
    post(ben, "Sent to your pocket")
    state = ben.context.storage_state()
    context = visit.new_context(storage_state=state, **playwright_devices["Pixel 7"])
    phone = visit.open(context, "/rooms/lobby/")
    expect_live(phone)
    item = message(phone, "Sent to your pocket")
    item.tap()
    item.locator(".message__quick").get_by_role("button", name="👍").tap()
    expect(reaction(phone, "Sent to your pocket", "👍")).to_have_count(1)
    item.tap()
    item.get_by_role("button", name="React", exact=True).tap()
    loaded_picker(phone, "Sent to your pocket").get_by_title("rocket").tap()
    expect(reaction(ben, "Sent to your pocket", "🚀")).to_have_count(1)
    width, shown = phone.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= shown


def test_member_reacts_without_javascript(visit, ben):
    post(ben, "Plain as paper")
    ana = visit.without_script("ana")
    item = message(ana, "Plain as paper")
    item.hover()
    item.locator(".message__quick").get_by_role("button", name="👍").click(force=True)
    expect(reaction(ben, "Plain as paper", "👍")).to_have_count(1)
    message(ana, "Plain as paper").hover()
    message(ana, "Plain as paper").get_by_role("link", name="React").click(force=True)
    ana.get_by_role("searchbox").fill("rocket")
    ana.get_by_role("button", name="Find").click()
    ana.get_by_title("rocket").click()
    expect(reaction(ben, "Plain as paper", "🚀")).to_have_count(1)
    button(ana, "Plain as paper", "👍").click()
    expect(reaction(ben, "Plain as paper", "👍")).to_have_count(0)
