"""A thread of two people beside its room, its outsider, on a phone, with no script."""

import re

import pytest
from playwright.sync_api import expect

from e2e.browser import composer, expect_live, message, messages, post, reply_to, sidebar_room

CAKE = "Cake on the table"


@pytest.fixture
def ana(visit):
    return visit("ana")


@pytest.fixture
def ben(visit):
    return visit("ben")


def open_thread(page, text):
    """Choose Thread beside the message; return the address of its page."""
    item = message(page, text).last
    item.hover()
    item.get_by_role("button", name="Thread", exact=True).click(force=True)
    expect(page).to_have_url(re.compile("/threads/"))
    return "/" + page.url.split("/", 3)[3]


def replies(page, text):
    """The line under the message with the number of its replies."""
    return message(page, text).last.locator(".replies__link")


def threads_entry(page):
    return page.locator("#threads-unread")


def test_two_people_talk_in_a_thread_beside_the_room(visit, ana, ben):
    post(ana, CAKE)
    sam = visit("sam")
    address = open_thread(ben, CAKE)
    expect_live(ben)
    post(ben, "With cream?")
    for page in (ana, sam):
        expect(replies(page, CAKE)).to_contain_text("1 reply")
        expect(page.get_by_text("With cream?", exact=True)).to_have_count(0)
    expect(threads_entry(ana)).to_contain_text("1")
    expect(threads_entry(sam)).to_be_empty()

    replies(ana, CAKE).click()
    expect_live(ana)
    expect(ana.locator("#root")).to_contain_text(CAKE)
    expect(message(ana, "With cream?")).to_be_visible()
    expect(threads_entry(ana)).to_be_empty()
    post(ana, "Always")
    expect(message(ben, "Always")).to_be_visible()
    expect(replies(sam, CAKE)).to_contain_text("2 replies")

    post(sam, "Said in the room")
    for page in (ana, ben):
        beside = page.locator("#room-messages")
        expect(beside.locator("li.message").filter(has_text="Said in the room")).to_be_visible()
        expect(messages(page)).to_have_count(2)
    composer(ben).type("I am")
    expect(ana.locator("#typing")).to_contain_text("Ben Okafor is typing")
    expect(sam.locator("#typing")).to_be_empty()
    assert address.startswith("/rooms/lobby/threads/")


def test_reply_also_to_the_room(ana, ben):
    post(ana, "Which key?")
    open_thread(ben, "Which key?")
    expect_live(ben)
    ben.get_by_label("Also to the room").check()
    post(ben, "The small one")
    expect(ben.get_by_label("Also to the room").last).not_to_be_checked()
    said = message(ana, "The small one")
    expect(said.locator(".quote")).to_contain_text("In a thread: Ana Ruiz Which key?")
    said.locator(".quote").click()
    expect(ana).to_have_url(re.compile("/threads/"))


def test_followed_threads_are_listed_until_unfollowed(visit, ana, ben):
    post(ana, "Follow me")
    open_thread(ben, "Follow me")
    expect_live(ben)
    post(ben, "As you wish")
    ana.get_by_role("link", name="Threads").click()
    line = ana.locator("main .place").filter(has_text="Follow me")
    expect(line.locator(".unread")).to_have_text(re.compile("1"))
    line.get_by_role("link").click()
    expect_live(ana)
    ana.get_by_role("button", name="Unfollow").click()
    expect(ana.get_by_role("button", name="Follow", exact=True)).to_be_visible()
    ana.goto("/threads/")
    expect(ana.locator("main .place").filter(has_text="Follow me")).to_have_count(0)


def test_thread_closes_at_once_for_who_is_removed_from_its_room(visit, site):
    site.shell(
        "r = Room.objects.start('Hut', User.objects.get(username='sam'), kind='closed',"
        " members=[User.objects.get(username='ana'), User.objects.get(username='ben')])"
    )
    ana, ben = visit("ana", "/rooms/hut/"), visit("ben", "/rooms/hut/")
    post(ana, "A secret")
    address = open_thread(ben, "A secret")
    expect_live(ben)
    site.shell("Room.objects.get(slug='hut').remove_member(User.objects.get(username='ben'))")
    expect(ben.locator("#notice")).to_contain_text("You are no longer in this room.")
    assert visit.http_client("ben").get(address).status == 404
    assert visit.http_client("zoe").get(address).status == 404
    ben.goto("/rooms/lobby/")
    expect(sidebar_room(ben, "hut")).to_have_count(0)


def test_thread_without_javascript(visit, ben):
    post(ben, "Plain thread")
    ana = visit.without_script("ana")
    address = open_thread(ana, "Plain thread")
    ana.locator("[name=body]").fill("Plain reply")
    ana.get_by_label("Also to the room").check()
    ana.get_by_role("button", name="Send").click()
    expect(message(ana, "Plain reply")).to_be_visible()
    under = message(ben, "Plain thread").first.locator(".replies__link")
    expect(under).to_contain_text("1 reply")
    expect(message(ben, "Plain reply").locator(".quote")).to_be_visible()
    ana.get_by_role("button", name="Unfollow").click()
    expect(ana.get_by_role("button", name="Follow", exact=True)).to_be_visible()
    ana.get_by_role("link", name="Back to the room").click()
    expect(message(ana, "Plain thread").last).to_be_visible()
    assert address.startswith("/rooms/lobby/threads/")


def test_thread_on_a_phone_is_a_page_of_its_own(visit, ben, playwright_devices):
    post(ben, "From a phone")
    state = ben.context.storage_state()
    context = visit.new_context(storage_state=state, **playwright_devices["Pixel 7"])
    phone = visit.open(context, "/rooms/lobby/")
    expect_live(phone)
    item = message(phone, "From a phone").last
    item.tap()
    item.get_by_role("button", name="Thread", exact=True).tap()
    expect(phone).to_have_url(re.compile("/threads/"))
    expect_live(phone)
    post(phone, "In my pocket")
    reply_to(phone, "In my pocket")
    post(phone, "Still there")
    expect(message(phone, "Still there").locator(".quote")).to_contain_text("In my pocket")
    expect(phone.locator("#room-messages > *")).to_have_count(0)
    width, shown = phone.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= shown
    expect(replies(ben, "From a phone")).to_contain_text("2 replies")
