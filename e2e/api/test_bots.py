"""The examples talk with people; the server is killed meanwhile."""

import pytest
from playwright.sync_api import expect

from e2e.api.bots import make_bot, running
from e2e.browser import composer, message, post


@pytest.fixture
def site(prepared_site, tmp_path):
    with prepared_site.running_copy(tmp_path / "data") as site:
        yield site


@pytest.fixture
def visit(visit):
    visit.allow_error("WebSocket connection to")
    visit.allow_error("ERR_CONNECTION_REFUSED")
    visit.allow_error("[object Event]")
    return visit


def test_echo_bot_answers_each_message_once_although_the_server_is_killed(visit, site):
    token = make_bot(site, "echo")
    ana = visit("ana")
    with running("echo_bot.py", site.url, "lobby", token=token):
        post(ana, "Is anybody there?")
        expect(message(ana, "Is anybody there?")).to_have_count(2)

        site.kill()
        composer(ana).fill("Said into the dark")
        composer(ana).press("Enter")
        site.shell(
            "import uuid;"
            "ben, lobby = User.objects.get(username='ben'), Room.objects.get(slug='lobby');"
            "[Message.objects.post(lobby, ben, f'Meanwhile {n}', uuid.uuid4()) for n in range(3)]"
        )
        site.start()

        for text in ("Said into the dark", "Meanwhile 0", "Meanwhile 1", "Meanwhile 2"):
            expect(message(ana, text)).to_have_count(2, timeout=30_000)
        post(ana, "That was all")
        expect(message(ana, "That was all")).to_have_count(2)
    said = "Message.objects.filter(author__username='echo').order_by('seq')"
    bodies = site.read(f"[each.body for each in {said}]")
    assert sorted(bodies[1:-1]) == [
        "Meanwhile 0",
        "Meanwhile 1",
        "Meanwhile 2",
        "Said into the dark",
    ]
    assert (bodies[0], bodies[-1]) == ("Is anybody there?", "That was all")


def test_counter_bot_counts_what_people_say(visit, site):
    token = make_bot(site, "tally")
    site.shell("c = Counter.objects.start('Said'); c.bump(8, User.objects.get(username='ana'))")
    ana = visit("ana")
    with running("counter_bot.py", site.url, "lobby", "said", token=token):
        post(ana, "One")
        post(ana, "Two")
        expect(message(ana, "That was message 10.")).to_be_visible()
    assert site.read("[Counter.objects.get(slug='said').value]") == ["10"]
