"""Mentions, the bell and its panel, toasts, and the names that the composer suggests."""

from playwright.sync_api import expect

from e2e.browser import composer, expect_live, post, wait_until_read


def count(page):
    return page.locator("#bell .count")


def test_mention_notifies_a_person_on_another_page(visit, site):
    sam = visit("sam")
    wait_until_read(site, "sam")
    sam.goto("/people/")
    expect_live(sam)
    other_tab, ben = visit("sam", "/rooms/garden/"), visit("ben")
    post(ben, "I think @sam knows this")
    for tab in (sam, other_tab):
        expect(count(tab)).to_contain_text("1")
        expect(tab.locator("#toasts > .toast")).to_contain_text("I think @sam knows this")
        expect(tab).to_have_title("(1) Garden" if tab is other_tab else "(1) People · Hearth")

    sam.locator("#bell").click()
    entry = sam.locator("#notifications > .notification").first
    expect(entry).to_contain_text("Ben Okafor in # Lobby")
    entry.locator("a").click()
    sam.wait_for_url("**/rooms/lobby/**")
    expect(sam.locator("#messages .mention").last).to_have_text("@sam")
    expect(count(sam)).to_have_text("")
    expect(count(other_tab)).to_have_text("")
    expect(other_tab).to_have_title("Garden")


def test_marking_one_notification_as_read_leaves_the_panel_open(visit):
    sam, ben = visit("sam", "/rooms/garden/"), visit("ben")
    post(ben, "@sam first")
    post(ben, "@sam second")
    expect(count(sam)).to_contain_text("2")
    sam.locator("#bell").click()
    sam.get_by_role("button", name="Mark as read").first.click()
    expect(count(sam)).to_contain_text("1")
    expect(sam.get_by_role("button", name="Mark as read")).to_have_count(1)
    expect(sam.locator("#bell-panel")).to_be_visible()


def test_toast_does_not_cover_the_composer_and_disappears(visit):
    sam, ben = visit("sam"), visit("ben", "/people/")
    ben.goto("/rooms/lobby/")
    expect_live(ben)
    sam.goto("/rooms/garden/")
    expect_live(sam)
    post(ben, "@sam a toast")
    toast = sam.locator("#toasts > .toast")
    expect(toast).to_be_visible()
    assert toast.bounding_box()["y"] < composer(sam).bounding_box()["y"] - 100
    expect(toast).to_be_hidden(timeout=12_000)


def test_mention_in_the_open_room_does_not_notify(visit):
    sam, ben = visit("sam"), visit("ben")
    post(ben, "@sam you see this anyway")
    expect(sam.locator("#messages")).to_contain_text("you see this anyway")
    expect(count(sam)).to_have_text("")


def test_composer_offers_names_while_a_mention_is_typed(visit):
    ben = visit("ben")
    composer(ben).press_sequentially("Ask @a")
    option = ben.locator("#names option")
    expect(option).to_have_attribute("value", "Ask @ana ")
    expect(option).to_have_text("Ana Ruiz")
    composer(ben).fill("")


def test_multi_line_composer_shows_the_names_that_match_a_mention(visit):
    ben = visit("ben")
    ben.get_by_role("button", name="More lines").click()
    lines = ben.locator("#outbox .composer:not(:has(.sent)) textarea")
    lines.press_sequentially("First\nask @an")
    expect(ben.locator("#name-hints")).to_have_text("@ana Ana Ruiz")
    lines.press_sequentially("a please")
    expect(ben.locator("#name-hints")).to_have_text("")
    ben.get_by_role("button", name="Send").click()
    expect(ben.locator("#messages .mention").last).to_have_text("@ana")
    ben.get_by_role("button", name="One line").click()
    expect(ben.locator("#outbox input[name=body]")).to_be_visible()


def test_notify_command_reaches_an_open_page_of_the_running_site(visit, site):
    ana = visit("ana", "/people/")
    site.manage("notify", "ana", "The backup is done", "--url", "/people/")
    expect(ana.locator("#toasts > .toast")).to_contain_text("The backup is done", timeout=4_000)
    ana.locator("#bell").click()
    ana.get_by_role("button", name="Mark all as read").click()
    expect(count(ana)).to_have_text("")
