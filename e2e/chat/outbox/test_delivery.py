"""What is typed is stored once, in order, whatever happens between the key and the commit."""

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from e2e.browser import (
    composer,
    expect_live,
    messages,
    sidebar_room,
    undelivered,
    wait_until_fetched_ahead,
)
from e2e.chat.outbox.oracle import WORDS, bodies_in, expect_delivered, stored, write

MATRIX = [
    pytest.param(delay, round_trip, marks=[] if delay >= 80 and round_trip else pytest.mark.long)
    for delay in (0, 10, 30, 80, 110)
    for round_trip in (0, 0.15, 0.5)
]
"Milliseconds between two keys, seconds until an answer."


@pytest.mark.parametrize(("delay", "round_trip"), MATRIX)
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


def test_as_many_can_be_written_in_a_second_outage(site, network, ana, slug):
    words = [f"m{n}" for n in range(10)]
    network.cut()
    write(ana, "".join(f"{word}\n" for word in words[:3]), 20)
    expect(undelivered(ana)).to_have_count(3)
    network.heal()
    expect_delivered(ana, site, slug, words[:3])
    expect(ana.locator("#outbox-ahead link")).to_have_count(7)
    wait_until_fetched_ahead(ana)
    network.cut()
    expect(ana.locator("#connection")).to_contain_text("Reconnecting")
    write(ana, "".join(f"{word}\n" for word in words[3:]), 20)
    expect(undelivered(ana)).to_have_count(7)
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


def test_messages_arrive_by_http_together_while_the_socket_is_dead(site, ana, slug):
    ana.route_web_socket("**/ws/**", lambda socket: None)  # opens, and leads nowhere
    ana.reload()
    wait_until_fetched_ahead(ana)
    with ana.expect_request("**/outbox/") as sent:
        write(ana, "uno\ndue\ntre\n")
        expect(undelivered(ana)).to_have_count(3)
    assert parse_qs(sent.value.post_data)["body"] == WORDS
    expect(undelivered(ana)).to_have_count(0, timeout=30_000)
    assert stored(site, slug) == WORDS


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
