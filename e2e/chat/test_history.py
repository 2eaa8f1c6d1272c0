"""The history of a long room: scrolling up, permalinks, the new line and the date lines."""

from playwright.sync_api import expect

from e2e.browser import expect_live, message, messages, post, seqs, sidebar_room, wait_until_read

TOP = "item => item.getBoundingClientRect().top"
SCROLL_TO_OLDEST = "scroller => scroller.scrollTo(0, -scroller.scrollHeight)"
"The scroller counts from its newest message, at 0, to negative numbers."


def box_in_attic(page, number):
    return page.get_by_text(f"Box {number}", exact=True)


def test_scrolling_up_loads_older_messages_and_keeps_the_scroll_position(visit):
    ana = visit("ana", "/rooms/attic/")
    expect(messages(ana)).to_have_count(50)
    expect(box_in_attic(ana, 140)).to_be_in_viewport()
    for oldest, count in ((91, 100), (41, 140)):
        ana.locator(".scroller").evaluate(SCROLL_TO_OLDEST)
        expect(messages(ana)).to_have_count(count)
        expect(box_in_attic(ana, oldest)).to_be_in_viewport()
        expect(box_in_attic(ana, oldest - 30)).not_to_be_in_viewport()
    expect(ana.locator(".earlier")).to_have_count(0)
    assert seqs(ana) == list(range(1, 141))


def test_new_message_does_not_scroll_a_reader_of_older_messages(visit):
    ana, ben = visit("ana", "/rooms/attic/"), visit("ben", "/rooms/attic/")
    old = box_in_attic(ana, 101)
    old.scroll_into_view_if_needed()
    before = old.evaluate(TOP)
    post(ben, "One more box")
    expect(message(ana, "One more box")).to_have_count(1)
    expect(message(ana, "One more box")).not_to_be_in_viewport()
    assert abs(old.evaluate(TOP) - before) < 2


def test_permalink_opens_the_history_around_its_message_and_highlights_it(visit):
    ana = visit("ana", "/rooms/attic/?before=60")
    link = message(ana, "Box 20").get_by_role("link", name="Link").get_attribute("href")
    ana.goto(link)
    expect_live(ana)
    target = message(ana, "Box 20")
    expect(target).to_be_in_viewport()
    assert target.evaluate("item => item.matches(':target')")
    expect(target).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(message(ana, "Box 19")).to_be_in_viewport()
    expect(message(ana, "Box 21")).to_be_in_viewport()
    ana.get_by_role("link", name="Back to now").click()
    expect(box_in_attic(ana, 140)).to_be_in_viewport()


def test_new_line_stands_before_the_first_unread_message(visit, site):
    ana, ben = visit("ana"), visit("ben")
    post(ana, "You saw this")
    expect(message(ben, "You saw this")).to_be_visible()
    wait_until_read(site, "ben")
    ben.goto("/rooms/attic/")
    expect_live(ben)
    post(ana, "You missed this")
    post(ana, "And this")
    expect(sidebar_room(ben, "lobby").locator(".unread")).to_have_text("2 unread")
    sidebar_room(ben, "lobby").click()
    expect(message(ben, "And this")).to_be_visible()
    expect(ben.locator(".new-line")).to_have_count(1)
    expect(ben.locator(".new-line + .message .message__body")).to_have_text("You missed this")


def test_date_line_stands_before_the_first_message_of_each_day(visit):
    ana = visit("ana", "/rooms/attic/")
    days = ana.locator(".day time")
    dates = [day.get_attribute("datetime") for day in days.all()]
    assert len(dates) in (2, 3)
    assert dates == sorted(set(dates))
    for day in ana.locator(".day").all():
        date = day.locator("time").get_attribute("datetime")
        after = day.locator("xpath=following-sibling::li[1]//time[1]")
        assert after.get_attribute("datetime").startswith(date)
