"""From a person's name to a direct room with them."""

from playwright.sync_api import expect

from e2e.browser import expect_live, message, post


def test_name_in_a_message_leads_to_a_card_and_from_there_to_a_direct_room(visit):
    ana, ben = visit("ana"), visit("ben")
    post(ben, "Who has the key")
    message(ana, "Who has the key").get_by_role("link", name="Ben Okafor").click()
    expect(ana.locator(".person--card")).to_contain_text("online")
    ana.get_by_role("button", name="Message").click()
    expect_live(ana)
    post(ana, "The key hangs behind the door")
    ben.locator("#directs").get_by_role("link", name="Ana Ruiz").click()
    expect(message(ben, "The key hangs behind the door")).to_be_visible()


def test_card_opens_a_direct_room_without_javascript(visit):
    visit("ben")
    ana = visit.without_script("ana")
    ana.locator("#presence").get_by_role("link", name="Ben Okafor").click()
    ana.get_by_role("button", name="Message").click()
    expect(ana.locator(".header__name")).to_contain_text("Ben Okafor")
