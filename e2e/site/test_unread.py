"""Unread messages in the sidebar and in the title of every tab."""

from playwright.sync_api import expect

from e2e.browser import expect_live, post, sidebar_room, wait_until_read


def test_message_in_another_room_is_counted_in_the_sidebar_and_the_title(visit, site):
    sam, other_tab, ben = visit("sam"), visit("sam", "/rooms/garden/"), visit("ben")
    wait_until_read(site, "sam")
    sam.goto("/rooms/garden/")
    expect_live(sam)
    expect(sam).to_have_title("Garden")

    post(ben, "Sam, are you there")
    for tab in (sam, other_tab):
        expect(sidebar_room(tab, "lobby").locator(".unread")).to_have_text("1 unread")
        expect(tab).to_have_title("(1) Garden")
    post(ben, "It is about the tea")
    expect(sidebar_room(sam, "lobby").locator(".unread")).to_have_text("2 unread")
    expect(sam).to_have_title("(2) Garden")

    sidebar_room(sam, "lobby").click()
    expect(sam).to_have_title("Lobby")
    expect(sidebar_room(other_tab, "lobby").locator(".unread")).to_have_count(0)
    expect(other_tab).to_have_title("Garden")


def test_message_in_the_open_room_is_not_counted_as_unread(visit):
    sam, other_tab, ben = visit("sam"), visit("sam", "/rooms/garden/"), visit("ben")
    post(ben, "You are looking at this")
    expect(sam.locator("#messages")).to_contain_text("You are looking at this")
    expect(sidebar_room(sam, "lobby").locator(".unread")).to_have_count(0)
    post(other_tab, "And at this")
    expect(sidebar_room(sam, "garden").locator(".unread")).to_have_count(0)
    expect(sam).to_have_title("Lobby")
