"""Invariant 2: nobody gets a frame of what they may not read, nor one after the right ended."""

import pytest
from django.contrib.sessions.models import Session

from rooms.live import hints
from rooms.live.hub import Hub
from rooms.models import Counter
from tests.live_page import LivePage, later

pytestmark = pytest.mark.django_db(transaction=True)

PROMPTLY = 5
"Seconds within which the frames must end."


async def nothing_lost(heads):
    """A channel layer that loses every hint."""


async def test_a_stranger_is_sent_away_from_a_closed_room(open_page, garden, zoe):
    page = await open_page(zoe, "garden")
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4403
    assert "Garden" not in "".join(page.frames)


async def test_staff_who_are_no_members_are_strangers(open_page, direct, sam):
    page = await open_page(sam, direct.slug)
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4403


async def test_a_room_that_does_not_exist_answers_as_one_that_is_closed(open_page, zoe, garden):
    page = await open_page(zoe, "nowhere")
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4403


async def test_somebody_signed_out_is_sent_away(db, lobby):
    page = await LivePage("no-such-session", "/ws/rooms/lobby/").connect()
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4401


async def test_another_sites_page_cannot_connect(lobby, ana, client_of):
    client = await later(client_of, ana)
    page = LivePage(client.session.session_key, "/ws/rooms/lobby/", origin="https://evil.example")
    await page.connect()
    assert not page.is_connected


async def test_an_unknown_address_is_refused(lobby, ana, open_page):
    page = await open_page(ana, "/ws/nothing/here/")
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4404


async def _is_cut_off(page, room, author, say, code):
    await page.until(lambda page: page.close_code, timeout=PROMPTLY)
    assert page.close_code == code
    await later(say, room, author, "secret after the end")
    assert await page.is_silent()
    assert "secret after the end" not in "".join(page.frames)


@pytest.mark.parametrize("hints_arrive", [True, False])
async def test_removal_from_a_room_ends_its_frames(
    open_page, garden, ana, sam, say, hints_arrive, monkeypatch
):
    page = await open_page(ana, "garden")
    await page.drain()
    if not hints_arrive:
        monkeypatch.setattr(hints, "send", nothing_lost)
    await later(garden.remove, ana)
    await _is_cut_off(page, garden, sam, say, 4403)


async def test_leaving_one_room_keeps_the_page_of_another(open_page, garden, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.drain()
    await later(garden.remove, ana)
    await page.drain()
    assert page.close_code is None


@pytest.mark.parametrize("hints_arrive", [True, False])
async def test_deactivation_ends_all_pages(
    open_page, lobby, ana, ben, say, hints_arrive, monkeypatch
):
    page = await open_page(ana, "lobby")
    await page.drain()
    if not hints_arrive:
        monkeypatch.setattr(hints, "send", nothing_lost)
    await later(ana.deactivate)
    await _is_cut_off(page, lobby, ben, say, 4401)


async def test_sign_out_ends_the_pages_of_that_browser_only(open_page, lobby, ana, ben, say):
    here, elsewhere = await open_page(ana, "lobby"), await open_page(ana, "lobby")
    await here.drain()
    await elsewhere.drain()
    await later(here.client.post, "/accounts/logout/")
    await _is_cut_off(here, lobby, ben, say, 4401)
    await elsewhere.until("secret after the end")


async def test_a_new_password_ends_the_pages_of_other_browsers(open_page, lobby, ana, ben, say):
    page = await open_page(ana, "lobby")
    await page.drain()

    def change():
        ana.set_password("a better one entirely")
        ana.save()
        ana.changed()

    await later(change)
    await _is_cut_off(page, lobby, ben, say, 4401)


async def test_the_beat_notices_what_nobody_hinted(open_page, lobby, ana, ben, say):
    page = await open_page(ana, "lobby")
    await page.drain()
    await later(Session.objects.all().delete)
    heart = Hub.running().heart
    await heart.check(heart.pages)
    await _is_cut_off(page, lobby, ben, say, 4401)


async def test_a_member_who_was_removed_cannot_post_over_a_socket_still_open(
    open_page, garden, ana, monkeypatch
):
    page = await open_page(ana, "garden")
    await page.drain()
    await later(lambda: garden.memberships.filter(user=ana).delete())
    await page.act("post", body="I am still here")
    await page.until("You are no longer in this room.")
    assert await later(garden.messages.count) == 0


async def test_nobody_changes_the_words_of_another(open_page, lobby, ana, ben, say):
    message = await later(say, lobby, ben, "mine")
    page = await open_page(ana, "lobby")
    for action in ("edit", "delete"):
        page.frames.clear()
        await page.act(action, message=message.pk, body="yours")
        await page.until("You cannot change this message.")
    await later(message.refresh_from_db)
    assert message.body == "mine"


async def test_staff_change_the_words_of_another(open_page, lobby, sam, ben, say):
    message = await later(say, lobby, ben, "rude")
    page = await open_page(sam, "lobby", "x.0")
    await page.until("rude</div>")
    await page.act("delete", message=message.pk)
    await page.until("Message deleted")


async def test_a_message_of_another_room_cannot_be_reached_from_here(
    open_page, lobby, garden, sam, say
):
    message = await later(say, garden, sam, "inside")
    page = await open_page(sam, "lobby")
    await page.act("delete", message=message.pk)
    await page.until("That message is not in this room.")


async def test_nobody_writes_in_an_archived_room(open_page, lobby, ana, sam, say):
    message = await later(say, lobby, ana, "before")
    await later(lobby.archive)
    page = await open_page(ana, "lobby")
    await page.act("post", body="after")
    await page.until("archived")
    await page.act("edit", message=message.pk, body="rewritten")
    await page.until("You cannot change this message.")
    assert await later(lobby.messages.count) == 1


async def test_somebody_deactivated_cannot_post_over_a_socket_still_open(
    open_page, lobby, ana, monkeypatch
):
    page = await open_page(ana, "lobby")
    await page.drain()
    monkeypatch.setattr(hints, "send", nothing_lost)
    await later(ana.deactivate)
    await page.act("post", body="I am still here")
    await page.until("You are no longer in this room.")
    assert await later(lobby.messages.count) == 0


async def test_a_page_that_was_sent_away_is_not_listened_to(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.drain()
    (connection,) = Hub.running().heart.pages
    connection.send_away(4403)
    await page.act("post", body="one more thing")
    await page.until(lambda page: page.close_code)
    assert await page.is_silent()
    assert await later(lobby.messages.count) == 0


@pytest.mark.parametrize("hints_arrive", [True, False])
async def test_ended_sessions_end_all_pages_of_that_person_only(
    open_page, lobby, ana, ben, say, hints_arrive, monkeypatch
):
    page, other = await open_page(ana, "lobby"), await open_page(ana, "/ws/site/")
    his = await open_page(ben, "lobby")
    for each in (page, other, his):
        await each.drain()
    if not hints_arrive:
        monkeypatch.setattr(hints, "send", nothing_lost)
    await later(ana.end_sessions)
    await other.until(lambda page: page.close_code == 4401, timeout=PROMPTLY)
    await _is_cut_off(page, lobby, ben, say, 4401)
    await his.until("secret after the end")


async def test_ended_sessions_open_no_page_any_more(open_page, lobby, ana, client_of):
    client = await later(client_of, ana)
    await later(ana.end_sessions)
    page = await LivePage(client.session.session_key, "/ws/rooms/lobby/").connect()
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4401


async def test_who_lost_the_staff_right_does_nothing_more_over_a_socket_still_open(
    open_page, lobby, ana, sam
):
    counter = await later(Counter.objects.start, "Deploys")
    await later(ana.make_staff)
    page = await open_page(ana, "/ws/counters/deploys/")
    await page.act("set", value=5)
    await page.until_true(lambda: counter.bumps.count() == 1)
    await later(ana.unmake_staff)
    await page.act("set", value=6)
    await page.until("Only staff can do this.")
    assert await later(counter.bumps.count) == 1
