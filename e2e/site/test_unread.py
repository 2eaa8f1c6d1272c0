from playwright.sync_api import expect

from e2e.browser import expect_live, place, say


def test_a_message_elsewhere_counts_in_the_sidebar_and_the_title(visit):
    sam, other_tab, ben = visit("sam"), visit("sam", "/rooms/garden/"), visit("ben")
    sam.goto("/rooms/garden/")
    expect_live(sam)
    expect(sam).to_have_title("Garden")

    say(ben, "Sam, are you there")
    for tab in (sam, other_tab):
        expect(place(tab, "lobby").locator(".unread")).to_have_text("1 unread")
        expect(tab).to_have_title("(1) Garden")
    say(ben, "It is about the tea")
    expect(place(sam, "lobby").locator(".unread")).to_have_text("2 unread")
    expect(sam).to_have_title("(2) Garden")

    place(sam, "lobby").click()
    expect(sam).to_have_title("Lobby")
    expect(place(other_tab, "lobby").locator(".unread")).to_have_count(0)
    expect(other_tab).to_have_title("Garden")


def test_a_room_that_is_open_stays_read(visit):
    sam, other_tab, ben = visit("sam"), visit("sam", "/rooms/garden/"), visit("ben")
    say(ben, "You are looking at this")
    expect(sam.locator("#messages")).to_contain_text("You are looking at this")
    expect(place(sam, "lobby").locator(".unread")).to_have_count(0)
    say(other_tab, "And at this")
    expect(place(sam, "garden").locator(".unread")).to_have_count(0)
    expect(sam).to_have_title("Lobby")
