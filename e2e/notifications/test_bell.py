from playwright.sync_api import expect

from e2e.browser import box, expect_live, say


def count(page):
    return page.locator("#bell .count")


def read_all(page):
    """Start with an empty bell, whatever happened in the tests before."""
    page.locator("#bell").click()
    page.get_by_role("button", name="Mark all as read").click()
    expect(count(page)).to_have_text("")
    page.keyboard.press("Escape")


def test_a_mention_reaches_a_person_on_another_page(visit):
    sam, other_tab, ben = visit("sam", "/people/"), visit("sam", "/rooms/garden/"), visit("ben")
    read_all(sam)
    say(ben, "I think @sam knows this")
    for tab in (sam, other_tab):
        expect(count(tab)).to_contain_text("1")
        expect(tab.locator("#toasts > .toast")).to_contain_text("I think @sam knows this")
        expect(tab).to_have_title("(1) Garden" if tab is other_tab else "(1) Hearth")

    sam.locator("#bell").click()
    entry = sam.locator("#notifications > .notification").first
    expect(entry).to_contain_text("Ben Okafor in # Lobby")
    entry.locator("a").click()
    sam.wait_for_url("**/rooms/lobby/**")
    expect(sam.locator("#messages .mention")).to_have_text("@sam")
    expect(count(sam)).to_have_text("")
    expect(count(other_tab)).to_have_text("")
    expect(other_tab).to_have_title("Garden")


def test_one_is_marked_as_read_in_the_panel_which_stays_open(visit):
    sam, ben = visit("sam", "/rooms/garden/"), visit("ben")
    read_all(sam)
    say(ben, "@sam first")
    say(ben, "@sam second")
    expect(count(sam)).to_contain_text("2")
    sam.locator("#bell").click()
    sam.get_by_role("button", name="Mark as read").first.click()
    expect(count(sam)).to_contain_text("1")
    expect(sam.get_by_role("button", name="Mark as read")).to_have_count(1)
    expect(sam.locator("#bell-panel")).to_be_visible()


def test_a_toast_never_covers_the_composer_and_leaves_by_itself(visit):
    sam, ben = visit("sam"), visit("ben", "/people/")
    ben.goto("/rooms/lobby/")
    expect_live(ben)
    sam.goto("/rooms/garden/")
    expect_live(sam)
    say(ben, "@sam a toast")
    toast = sam.locator("#toasts > .toast")
    expect(toast).to_be_visible()
    assert toast.bounding_box()["y"] < box(sam).bounding_box()["y"] - 100
    expect(toast).to_be_hidden(timeout=12_000)


def test_nobody_is_told_of_what_they_are_looking_at(visit):
    sam, ben = visit("sam"), visit("ben")
    read_all(sam)
    say(ben, "@sam you see this anyway")
    expect(sam.locator("#messages")).to_contain_text("you see this anyway")
    expect(count(sam)).to_have_text("")


def test_names_are_offered_while_one_types(visit):
    ben = visit("ben")
    box(ben).press_sequentially("Ask @a")
    option = ben.locator("#names option")
    expect(option).to_have_attribute("value", "Ask @ana ")
    expect(option).to_have_text("Ana Ruiz")
    box(ben).fill("")


def test_names_are_shown_where_one_writes_several_lines(visit):
    ben = visit("ben")
    ben.get_by_role("button", name="More lines").click()
    lines = ben.locator("#compose textarea")
    lines.press_sequentially("First\nask @an")
    expect(ben.locator("#name-hints")).to_have_text("@ana Ana Ruiz")
    lines.press_sequentially("a please")
    expect(ben.locator("#name-hints")).to_have_text("")
    ben.get_by_role("button", name="Send").click()
    expect(ben.locator("#messages .mention").last).to_have_text("@ana")


def test_a_command_beside_the_running_site_is_heard(visit, site):
    ana = visit("ana", "/people/")
    site.manage("notify", "ana", "The backup is done", "--url", "/people/")
    expect(ana.locator("#toasts > .toast")).to_contain_text("The backup is done", timeout=4_000)
    read_all(ana)
