"""Who is shown as present in a room and as online on the site."""

from playwright.sync_api import expect

from e2e.browser import expect_live, presence


def test_person_with_two_tabs_stays_present_until_the_last_tab_closes(visit):
    for person in ("ben", "sam"):
        visit(person).close()  # signing in opens a page, which must not be counted below
    ana = visit("ana")
    expect(presence(ana, "Ben Okafor")).to_have_count(0)
    expect(presence(ana, "Sam Lindqvist")).to_have_count(0)
    ana.reload()  # removes the lines about the earlier arrivals and departures
    expect_live(ana)
    first, second = visit("ben"), visit("ben")
    expect(presence(ana, "Ben Okafor")).to_have_count(1)
    expect(ana.locator(".event").filter(has_text="Ben Okafor joined")).to_have_count(1)

    first.close()
    sam = visit("sam")
    expect(presence(ana, "Sam Lindqvist")).to_have_count(1)
    sam.close()
    expect(presence(ana, "Sam Lindqvist")).to_have_count(0)
    expect(presence(ana, "Ben Okafor")).to_have_count(1)

    second.close()
    expect(presence(ana, "Ben Okafor")).to_have_count(0)
    expect(ana.locator(".event").filter(has_text="Ben Okafor left")).to_have_count(1)


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
    expect(ben.locator(".event").filter(has_text="Ana Ruiz joined")).to_be_visible()
    expect(ben.locator(".event:visible").filter(has_text="Ben Okafor")).to_have_count(0)
