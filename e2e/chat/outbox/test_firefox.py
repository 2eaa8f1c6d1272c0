"""What is typed into the box arrives once from Firefox too, whose focus and cache are its own."""

import pytest

from e2e.chat.outbox.oracle import WORDS, bodies_in, stored
from e2e.firefox import FIREFOX, running_firefox

pytestmark = pytest.mark.skipif(FIREFOX is None, reason="There is no Firefox: install firefox-esr")

TEXT = "uno\ndue\ntre\n"
SHOWN = "#messages > li.message .message__body"
WAITING = ".composer:has(.sent)"
BOX = "#outbox .composer:not(:has(.sent)) [name=body]"
RECOVERY = 60
MATRIX = [
    pytest.param(
        delay,
        round_trip,
        marks=pytest.mark.stack if delay == 80 and round_trip else pytest.mark.long,
    )
    for delay in (0, 10, 30, 80, 110)
    for round_trip in (0, 0.15, 0.5)
]
"Milliseconds between two keys, seconds until an answer."


@pytest.fixture(scope="module")
def firefox(own_site, tmp_path_factory):
    """A Firefox in which Ana is signed in."""
    with running_firefox(tmp_path_factory.mktemp("firefox")) as firefox:
        page = firefox.new_page(f"{own_site.url}/accounts/login/")
        page.sign_in("ana")
        page.wait_until(lambda: page.count("#connection"), 1)
        yield firefox


@pytest.fixture
def ana(firefox, site, slug):
    page = firefox.new_page(f"{site.url}/rooms/{slug}/")
    expect_live(page)
    page.wait_until(lambda: page.evaluate("document.activeElement?.name"), "body")
    page.wait_until(lambda: has_next_form(page), True)
    yield page
    page.close()


def expect_live(page):
    page.wait_until(lambda: ["Live" in text for text in page.texts("#connection")], [True])


def has_next_form(page):
    """Whether the browser has fetched a form ahead."""
    found = "performance.getEntriesByType('resource').map(each => each.name)"
    return page.evaluate(f"{found}.some(name => name.includes('/composer/'))")


def expect_delivered(page, site, slug, wanted):
    page.wait_until(lambda: page.texts(SHOWN), wanted, RECOVERY)
    page.wait_until(lambda: page.count(WAITING), 0, RECOVERY)
    assert stored(site, slug) == wanted


@pytest.mark.parametrize(("delay", "round_trip"), MATRIX)
def test_words_typed_without_a_pause_are_three_messages(
    site, network, ana, slug, delay, round_trip
):
    network.delay = round_trip / 2
    ana.type(TEXT, delay)
    expect_delivered(ana, site, slug, WORDS)
    assert ana.evaluate("document.activeElement.name") == "body"


@pytest.mark.long
def test_second_enter_sends_nothing_again(site, ana, slug):
    ana.type("uno\n\n\ndue\n", 30)
    expect_delivered(ana, site, slug, ["uno", "due"])


@pytest.mark.long
def test_double_click_on_send_sends_one_message(site, network, ana, slug):
    network.delay = 0.075
    ana.type("uno")
    ana.click(".composer:not(:has(.sent)) button", times=2)
    ana.click(BOX)
    ana.type("due\n")
    expect_delivered(ana, site, slug, ["uno", "due"])


@pytest.mark.long
@pytest.mark.parametrize("count", [3, 12])
def test_messages_written_offline_arrive_when_the_page_is_back(site, network, ana, slug, count):
    network.cut()
    words = [f"m{n}" for n in range(count)]
    ana.type("".join(f"{word}\n" for word in words), 30)
    assert stored(site, slug) == []
    network.heal()
    expect_delivered(ana, site, slug, words)


@pytest.mark.long
def test_messages_written_into_a_silent_connection_arrive(site, network, ana, slug):
    network.stall()
    ana.type(TEXT, 30)
    ana.wait_until(lambda: ana.count(WAITING), 3)
    network.lose()
    network.heal()
    expect_delivered(ana, site, slug, WORDS)


@pytest.mark.stack
@pytest.mark.parametrize("typed_before", ["uno\ndue\ntre\n", "uno\ndu"])
def test_server_that_is_killed_loses_nothing(site, ana, slug, typed_before):
    ana.type(typed_before, 40)
    site.kill()
    ana.type(TEXT[len(typed_before) :], 40)
    site.start()
    expect_delivered(ana, site, slug, WORDS)


@pytest.mark.stack
def test_answers_that_are_lost_double_nothing(site, network, ana, slug):
    network.delay_back = 5
    ana.type(TEXT, 30)
    ana.wait_until(lambda: ana.count(WAITING), 3)
    site.wait_until(bodies_in(slug), WORDS)
    network.lose()
    network.delay_back = 0
    network.heal()
    expect_delivered(ana, site, slug, WORDS)


@pytest.mark.long
def test_refused_message_among_three_can_be_corrected(site, ana, slug):
    ana.type("uno\n", 30)
    ana.evaluate(f"document.querySelector('{BOX}').value = 'x'.repeat(4001)")
    ana.type("\ntre\n", 30)
    refused = ".composer:has(.refused) [name=body]"
    ana.wait_until(lambda: ana.count(refused), 1)
    ana.evaluate(f"document.querySelector('{refused}').value = 'due'")
    ana.click(refused)
    ana.type("\n")
    expect_delivered(ana, site, slug, ["uno", "tre", "due"])


@pytest.mark.long
def test_reload_while_messages_are_on_their_way_loses_none(site, network, ana, slug):
    network.delay = 0.25
    ana.type(TEXT, 20)
    ana.reload()
    network.delay = 0
    expect_delivered(ana, site, slug, WORDS)


@pytest.mark.long
def test_message_after_back_is_another_message(site, ana, slug):
    ana.type("uno\n", 30)
    expect_delivered(ana, site, slug, ["uno"])
    ana.goto(f"{site.url}/rooms/lobby/")
    expect_live(ana)
    ana.go_back()
    ana.wait_until(lambda: ana.texts(SHOWN), ["uno"])
    expect_live(ana)
    ana.click(BOX)
    ana.type("due\n", 30)
    expect_delivered(ana, site, slug, ["uno", "due"])
