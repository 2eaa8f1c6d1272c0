"""What is typed arrives once when the page comes back to another process than it was on."""

import time

import pytest
from playwright.sync_api import expect

from e2e.browser import Visits, composer, messages, undelivered, wait_until_fetched_ahead
from e2e.chat.outbox.oracle import WORDS
from e2e.network import Network

pytestmark = pytest.mark.stack

SLOW = 5
"Seconds that no answer takes to arrive, as the connection ends before."


def cut(stack, network):
    network.cut()


def lose_the_answers(stack, network):
    deadline = time.monotonic() + 10
    while list(stack.stored().values()) != WORDS[:2]:
        assert time.monotonic() < deadline
    network.lose()


def kill(stack, network):
    stack.sites[0].kill()


def drain(stack, network):
    """The first process is shut down as in a rolling restart, while its pages still write."""
    stack.sites[0].process.terminate()


@pytest.fixture
def network():
    network = Network(0)
    network.start()
    yield network
    network.stop()


@pytest.mark.parametrize(
    ("fault", "before"), [(cut, 4), (lose_the_answers, 8), (kill, 2), (kill, 4), (drain, 4)]
)
def test_words_arrive_once_when_the_page_comes_back_to_the_other_process(
    browser, make_stack, network, fault, before
):
    stack = make_stack(2, network.url)
    network.to = stack.sites[0].port
    site = stack.sites[0]
    site.url = network.url
    visits = Visits(browser, site)
    page = visits("ana")
    wait_until_fetched_ahead(page)
    network.delay_back = SLOW if fault is lose_the_answers else 0
    text = "uno\ndue\ntre\n"
    composer(page).click()
    page.keyboard.type(text[:before], delay=30)
    fault(stack, network)
    network.to = stack.sites[1].port
    page.keyboard.type(text[before:], delay=30)
    network.delay_back = 0
    network.heal()
    expect(undelivered(page)).to_have_count(0, timeout=30_000)
    expect(messages(page).locator(".message__body")).to_have_text(WORDS, timeout=30_000)
    assert list(stack.stored().values()) == WORDS
    visits.close()
