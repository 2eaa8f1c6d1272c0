"""The box to write in: its focus, its drafts, its lines, and what a screen reader meets."""

from playwright.sync_api import expect

from e2e.browser import (
    composer,
    expect_live,
    message,
    messages,
    sidebar_room,
    undelivered,
    wait_until_fetched_ahead,
)
from e2e.chat.outbox.oracle import expect_delivered, write


def test_focus_elsewhere_is_not_taken_away(site, network, ana, slug):
    network.delay = 0.2
    write(ana, "uno\n")
    ana.locator(".scroller").focus()
    expect_delivered(ana, site, slug, ["uno"])
    expect(ana.locator(".scroller")).to_be_focused()


def test_draft_is_there_again_in_its_room_only(visit, ana, slug):
    write(ana, "half a thou")
    sidebar_room(ana, "lobby").click()
    expect_live(ana)
    expect(composer(ana)).to_have_value("")
    ana.go_back()
    expect(composer(ana)).to_have_value("half a thou")
    expect(composer(visit("ben", f"/rooms/{slug}/"))).to_have_value("")


def test_draft_of_the_next_message_stays_when_one_is_sent(site, ana, slug):
    write(ana, "uno\nhalf")
    expect_delivered(ana, site, slug, ["uno"])
    sidebar_room(ana, "lobby").click()
    expect_live(ana)
    ana.go_back()
    expect(composer(ana)).to_have_value("half")


def test_own_message_comes_into_view_when_scrolled_up(ana, say):
    say(*(f"line {n}" for n in range(40)))
    expect(messages(ana)).to_have_count(40)
    ana.locator(".scroller").evaluate("each => each.scrollTop = -each.scrollHeight")
    composer(ana).click()
    write(ana, "here\n")
    expect(message(ana, "here")).to_be_in_viewport()


def test_message_from_a_page_of_older_messages_leads_to_the_newest(visit, site, network, slug, say):
    say(*(f"line {n}" for n in range(130)))
    (first,) = site.read(f"[Message.objects.filter(room__slug='{slug}').earliest('seq').pk]")
    page = visit("ana", f"/messages/{first}/")
    expect(page.locator(".past")).to_be_visible()
    composer(page).click()
    write(page, "here\nand on")
    expect(message(page, "here")).to_be_in_viewport()
    expect(message(page, "line 129")).to_have_count(1)
    expect(page.locator(".past")).to_have_count(0)
    expect(composer(page)).to_have_value("and on")
    network.cut()
    expect(page.locator("#connection")).to_contain_text("Reconnecting")
    network.heal()
    expect_live(page)
    say("afterwards")
    expect(message(page, "afterwards")).to_have_count(1)


def test_long_paste_into_one_line_says_how_to_paste_several(ana):
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = "\n".join(["a line of some length"] * 8)
    ana.evaluate("text => navigator.clipboard.writeText(text)", text)
    composer(ana).press("Control+v")
    expect(ana.locator("#name-hints")).to_contain_text("More lines")
    ana.get_by_role("button", name="More lines").click()
    expect(ana.locator("#outbox textarea")).to_be_focused()
    composer(ana).fill("")
    composer(ana).press("Control+v")
    expect(composer(ana)).to_have_value(text)
    ana.get_by_role("button", name="Send").click()
    assert messages(ana).last.locator(".message__body").inner_text() == text
    ana.get_by_role("button", name="One line").click()
    expect(ana.locator("#outbox input[name=body]")).to_be_visible()


def test_box_takes_no_letters_that_would_go_while_it_is_exchanged(network, ana):
    network.delay = 0.3
    write(ana, "first")
    ana.get_by_role("button", name="More lines").click()
    expect(composer(ana)).to_be_disabled()
    expect(ana.locator("#outbox textarea")).to_have_value("first")
    expect(composer(ana)).to_be_focused()
    ana.get_by_role("button", name="One line").click()
    expect(ana.locator("#outbox input[name=body]")).to_be_focused()


def test_screen_reader_meets_the_box_the_waiting_message_and_the_box_again(network, ana):
    outbox = ana.locator("#outbox")
    group, box = '- combobox "Message"', '- button "Send"'
    expect(outbox).to_match_aria_snapshot(f'{group}\n{box}\n- button "More lines"')
    network.cut()
    write(ana, "uno\n")
    expect(outbox).to_match_aria_snapshot(
        '- combobox "Message": uno\n- text: Not delivered yet\n- combobox "Message"'
    )
    expect(composer(ana)).to_be_focused()
    network.heal()
    expect(undelivered(ana)).to_have_count(0, timeout=30_000)
    expect(outbox).to_match_aria_snapshot(f'{group}\n{box}\n- button "More lines"')
    expect(composer(ana)).to_be_focused()
    expect(ana.get_by_role("group", name="Message outbox-")).to_have_count(1)


def test_on_a_phone_the_focus_goes_from_box_to_box_so_the_keyboard_stays(
    visit, site, network, slug, ana, playwright_devices
):
    state = ana.context.storage_state()
    context = visit.new_context(storage_state=state, **playwright_devices["Pixel 7"])
    page = visit.open(context, f"/rooms/{slug}/")
    expect_live(page)
    wait_until_fetched_ahead(page)
    composer(page).tap()
    page.evaluate("""() => {
        window.focused = []
        document.addEventListener("focusin", event => window.focused.push(event.target.tagName))
    }""")
    network.delay = 0.075
    write(page, "uno\ndue\n")
    expect_delivered(page, site, slug, ["uno", "due"])
    assert page.evaluate("window.focused") == ["INPUT", "INPUT"]
