"""Who is shown as present in a room and as online on the site."""

from playwright.sync_api import expect

from e2e.browser import message, post, presence


def arrival(page, text):
    """The line that says who came or went, while it is there."""
    return page.locator(".arrival:visible").filter(has_text=text)


def test_person_with_two_tabs_stays_present_until_the_last_tab_closes(visit):
    for person in ("ben", "sam"):
        visit(person).close()  # signing in opens a page, which must not be counted below
    ana = visit("ana")
    expect(presence(ana, "Ben Okafor")).to_have_count(0)
    expect(presence(ana, "Sam Lindqvist")).to_have_count(0)
    first, second = visit("ben"), visit("ben")
    expect(presence(ana, "Ben Okafor")).to_have_count(1)
    expect(arrival(ana, "Ben Okafor joined")).to_be_visible()

    first.close()
    sam = visit("sam")
    expect(presence(ana, "Sam Lindqvist")).to_have_count(1)
    sam.close()
    expect(presence(ana, "Sam Lindqvist")).to_have_count(0)
    expect(presence(ana, "Ben Okafor")).to_have_count(1)

    second.close()
    expect(presence(ana, "Ben Okafor")).to_have_count(0)
    expect(arrival(ana, "Ben Okafor left")).to_be_visible()


def test_people_list_shows_a_person_who_is_online_in_another_room(visit):
    ana = visit("ana")
    online = ana.locator("#people .person").filter(has_text="Sam Lindqvist")
    expect(online).to_have_count(0)
    sam = visit("sam", "/rooms/garden/")
    expect(online).to_have_count(1)
    expect(presence(ana, "Sam Lindqvist")).to_have_count(0)
    sam.close()
    expect(online).to_have_count(0)


def test_person_sees_the_arrival_of_others_and_not_their_own(visit):
    visit("ana").close()  # signing in opens a page, which must not be counted below
    ben = visit("ben")
    expect(presence(ben, "Ana Ruiz")).to_have_count(0)
    visit("ana")
    expect(arrival(ben, "Ana Ruiz joined")).to_be_visible()
    expect(ben.locator(".arrival:visible").filter(has_text="Ben Okafor")).to_have_count(0)


def test_arrival_is_told_once_outside_the_conversation_and_passes(visit):
    ben = visit("ben")
    post(ben, "First of a run")
    expect(presence(ben, "Ana Ruiz")).to_have_count(0)
    ana = visit("ana")
    expect(arrival(ben, "Ana Ruiz joined")).to_be_visible()
    post(ben, "Second of it")
    expect(message(ben, "First of a run").locator("+ .message--continues")).to_have_count(1)
    for width, place in ((390, ".foot"), (1280, ".aside")):
        ben.set_viewport_size({"width": width, "height": 800})
        spoken = ben.locator(".arrivals:visible")
        expect(spoken).to_have_count(1)
        expect(ben.locator(place).locator(spoken)).to_have_attribute("aria-live", "polite")
    expect(arrival(ben, "Ana Ruiz joined")).to_have_count(0, timeout=15_000)
    ana.close()
