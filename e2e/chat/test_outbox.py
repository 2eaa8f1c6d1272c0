"""What is typed is stored once, in order, whatever happens between the key and the commit.

Each test has a room of its own, and its oracle outside the browser: the site's database.
"""

import itertools

import pytest
from playwright.sync_api import expect

from e2e.browser import (
    composer,
    expect_live,
    message,
    messages,
    sidebar_room,
    undelivered,
)
from e2e.network import Network

rooms = itertools.count()
WORDS = ["uno", "due", "tre"]


@pytest.fixture(scope="module")
def own_site(prepared_site, tmp_path_factory):
    """A site behind a network that can fail."""
    site = prepared_site.copy_to(tmp_path_factory.mktemp("outbox") / "data")
    network = Network(site.port)
    site.variables["ORIGINS"] = f"{network.url},{site.url}"
    site.start()
    network.start()
    site.network, site.url = network, network.url
    yield site
    network.stop()
    site.url = f"http://127.0.0.1:{site.port}"
    site.stop()
    assert not site.faults()


@pytest.fixture
def site(own_site):
    yield own_site
    own_site.network.heal()
    own_site.network.delay = own_site.network.delay_back = 0


@pytest.fixture
def network(site):
    return site.network


@pytest.fixture
def visit(visit):
    for error in ("WebSocket connection to", "[object Event]", "ERR_", "htmx:", "timeout"):
        visit.allow_error(error)
    return visit


@pytest.fixture
def slug(site):
    """A new room."""
    name = f"outbox-{next(rooms)}"
    site.shell(f"Room.objects.start('{name}', User.objects.get(username='ana'))")
    return name


@pytest.fixture
def ana(visit, slug):
    page = visit("ana", f"/rooms/{slug}/")
    page.wait_for_load_state("networkidle")  # the forms that the browser fetches ahead
    return page


@pytest.fixture
def say(site, slug):
    """Post messages in the room from outside."""

    def say(*texts):
        site.shell(
            f"room, ana = Room.objects.get(slug='{slug}'), User.objects.get(username='ana')\n"
            f"for text in {texts}: Message.objects.post(room, ana, text, None)"
        )

    return say


def texts(page):
    return messages(page).locator(".message__body").all_inner_texts()


def expect_delivered(page, site, slug, wanted, timeout=30_000):
    """The page has each text once, in order, and so has the database; nothing waits."""
    expect(messages(page)).to_have_count(len(wanted), timeout=timeout)
    expect(undelivered(page)).to_have_count(0, timeout=timeout)
    assert texts(page) == wanted
    assert stored(site, slug) == wanted


def bodies_in(slug):
    """The expression for the texts of the room."""
    messages = f"Message.objects.filter(room__slug='{slug}').order_by('seq')"
    return f"{messages}.values_list('body', flat=True)"


def stored(site, slug):
    return site.read(bodies_in(slug))


def write(page, text, delay=40):
    page.keyboard.type(text, delay=delay)


@pytest.mark.parametrize("round_trip", [0.15, 0.5])
@pytest.mark.parametrize("delay", [40, 110])
def test_words_typed_without_a_pause_are_three_messages(
    site, network, ana, slug, delay, round_trip
):
    network.delay = round_trip / 2
    write(ana, "uno\ndue\ntre\n", delay)
    expect_delivered(ana, site, slug, WORDS)
    expect(composer(ana)).to_be_focused()


def test_second_enter_sends_nothing_again(site, ana, slug):
    write(ana, "uno\n\n\ndue\n")
    expect_delivered(ana, site, slug, ["uno", "due"])


def test_double_click_on_send_sends_one_message(site, network, ana, slug):
    network.delay = 0.075
    write(ana, "uno")
    ana.locator(".composer:not(:has(.sent))").get_by_role("button", name="Send").dblclick()
    composer(ana).click()
    write(ana, "due\n")
    expect_delivered(ana, site, slug, ["uno", "due"])


def test_same_text_three_times_is_three_messages(site, ana, slug):
    write(ana, "ok\nok\nok\n")
    expect_delivered(ana, site, slug, ["ok"] * 3)


def test_blank_text_is_no_message_and_goes(site, ana, slug):
    write(ana, "   \nuno\n")
    expect_delivered(ana, site, slug, ["uno"])


def test_messages_written_offline_wait_on_the_page_and_are_sent_when_it_is_back(
    site, network, ana, slug
):
    network.cut()
    words = [f"m{n}" for n in range(7)]
    write(ana, "".join(f"{word}\n" for word in words), 20)
    expect(undelivered(ana)).to_have_count(len(words))
    expect(undelivered(ana).first).to_contain_text("Not delivered yet")
    expect(composer(ana)).to_be_focused()
    assert stored(site, slug) == []
    network.heal()
    expect_delivered(ana, site, slug, words)


def test_messages_written_into_a_silent_connection_arrive(site, network, ana, slug):
    network.stall()
    write(ana, "uno\ndue\ntre\n")
    expect(undelivered(ana)).to_have_count(3)
    network.lose()
    expect(ana.locator("#connection")).to_contain_text("Reconnecting")
    network.heal()
    expect_delivered(ana, site, slug, WORDS)


def test_messages_arrive_by_http_while_the_socket_is_dead(site, network, ana, slug):
    network.stall()
    write(ana, "uno\ndue\n")
    expect(undelivered(ana)).to_have_count(2)
    network.heal()
    expect_delivered(ana, site, slug, ["uno", "due"])


@pytest.mark.parametrize("typed_before", ["uno\ndue\ntre\n", "uno\ndu"])
def test_server_that_is_killed_loses_nothing(site, ana, slug, typed_before):
    write(ana, typed_before)
    site.kill()
    write(ana, "uno\ndue\ntre\n"[len(typed_before) :])
    site.start()
    expect_delivered(ana, site, slug, WORDS)


def test_answers_that_are_lost_double_nothing(site, network, ana, slug):
    network.delay_back = 5
    write(ana, "uno\ndue\ntre\n")
    expect(undelivered(ana)).to_have_count(3)
    site.wait_until(bodies_in(slug), WORDS)
    network.lose()
    network.delay_back = 0
    network.heal()
    expect_delivered(ana, site, slug, WORDS)


def test_refused_message_among_three_can_be_corrected(site, ana, slug):
    write(ana, "uno\n")
    composer(ana).fill("x" * 4001)
    write(ana, "\ntre\n")
    box = ana.locator(".composer:has(.refused) [name=body]")
    expect(box).to_have_value("x" * 4001)
    expect(messages(ana)).to_have_count(2)
    box.fill("due")
    box.press("Enter")
    expect_delivered(ana, site, slug, ["uno", "tre", "due"])
    expect(composer(ana)).to_be_focused()


def test_reload_while_messages_are_on_their_way_loses_none(site, network, ana, slug):
    network.delay = 0.25
    write(ana, "uno\ndue\ntre\n", 20)
    ana.reload()
    network.delay = 0
    expect_delivered(ana, site, slug, WORDS)


def test_message_after_back_is_another_message(site, ana, slug):
    write(ana, "uno\n")
    expect_delivered(ana, site, slug, ["uno"])
    sidebar_room(ana, "lobby").click()
    expect_live(ana)
    ana.go_back()
    expect_live(ana)
    composer(ana).click()
    write(ana, "due\n")
    expect_delivered(ana, site, slug, ["uno", "due"])


def test_browser_without_the_next_form_gets_it_from_the_server(site, network, ana, slug):
    network.delay = 0.1
    ana.route("**/composer/**", lambda route: route.abort())
    write(ana, "uno\n")
    expect_delivered(ana, site, slug, ["uno"])
    write(ana, "due\n")
    expect_delivered(ana, site, slug, ["uno", "due"])


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
    page.wait_for_load_state("networkidle")
    composer(page).tap()
    page.evaluate("""() => {
        window.focused = []
        document.addEventListener("focusin", event => window.focused.push(event.target.tagName))
    }""")
    network.delay = 0.075
    write(page, "uno\ndue\n")
    expect_delivered(page, site, slug, ["uno", "due"])
    assert page.evaluate("window.focused") == ["INPUT", "INPUT"]
