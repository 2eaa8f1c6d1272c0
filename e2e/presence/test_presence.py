from playwright.sync_api import expect

from e2e.browser import expect_live, here


def test_two_tabs_are_one_person_and_closing_one_leaves_them_here(visit):
    for person in ("ben", "sam"):
        visit(person).close()  # so that signing in, which opens a page, is not seen below
    ana = visit("ana")
    expect(here(ana, "Ben Okafor")).to_have_count(0)
    expect(here(ana, "Sam Lindqvist")).to_have_count(0)
    ana.reload()  # without the lines about those who were here before
    expect_live(ana)
    first, second = visit("ben"), visit("ben")
    expect(here(ana, "Ben Okafor")).to_have_count(1)
    expect(ana.locator(".event").filter(has_text="Ben Okafor joined")).to_have_count(1)

    first.close()
    sam = visit("sam")
    expect(here(ana, "Sam Lindqvist")).to_have_count(1)
    sam.close()
    expect(here(ana, "Sam Lindqvist")).to_have_count(0)
    expect(here(ana, "Ben Okafor")).to_have_count(1)

    second.close()
    expect(here(ana, "Ben Okafor")).to_have_count(0)
    expect(ana.locator(".event").filter(has_text="Ben Okafor left")).to_have_count(1)


def test_the_site_shows_who_is_online_in_any_room(visit):
    ana = visit("ana")
    online = ana.locator("#people .person").filter(has_text="Sam Lindqvist")
    expect(online).to_have_count(0)
    sam = visit("sam", "/rooms/garden/")
    expect(online).to_have_count(1)
    expect(here(ana, "Sam Lindqvist")).to_have_count(0)
    sam.close()
    expect(online).to_have_count(0)


def test_nobody_is_told_that_they_came_themselves(visit):
    ben = visit("ben")
    expect(here(ben, "Ana Ruiz")).to_have_count(0)
    visit("ana")
    expect(ben.locator(".event").filter(has_text="Ana Ruiz joined")).to_be_visible()
    expect(ben.locator(".event:visible").filter(has_text="Ben Okafor")).to_have_count(0)
