"""Invariant 2: nobody gets a frame without the right to read it, or after the right ended."""

import asyncio

import pytest
from django.contrib.sessions.models import Session

from rooms.accounts.feeds import RightsFeed
from rooms.live import hints
from rooms.live.hub import Hub
from rooms.models import Counter, User
from tests.live_page import LivePage, drain_all, later

pytestmark = pytest.mark.django_db(transaction=True)

DEADLINE = 5
"Seconds within which the frames must end."


async def drop_hint(seqs):
    """Stands in for a channel layer that loses every hint."""


async def test_non_member_is_rejected_from_a_closed_room(open_page, garden, zoe):
    page = await open_page(zoe, "garden")
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4403
    assert "Garden" not in "".join(page.frames)


async def test_staff_non_member_is_rejected_from_a_direct_room(open_page, direct, sam):
    page = await open_page(sam, direct.slug)
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4403


async def test_unknown_room_rejects_a_page_like_a_closed_room(open_page, zoe, garden):
    page = await open_page(zoe, "nowhere")
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4403


async def test_signed_out_visitor_is_rejected(db, lobby):
    page = await LivePage("no-such-session", "/ws/rooms/lobby/").connect()
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4401


async def test_page_of_another_origin_cannot_connect(lobby, ana, client_of):
    client = await later(client_of, ana)
    page = LivePage(client.session.session_key, "/ws/rooms/lobby/", origin="https://evil.example")
    await page.connect()
    assert not page.is_connected


async def test_unknown_address_closes_the_socket_with_4404(lobby, ana, open_page):
    page = await open_page(ana, "/ws/nothing/here/")
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4404


async def _assert_frames_end(page, room, author, say, code):
    await page.until(lambda page: page.close_code, timeout=DEADLINE)
    assert page.close_code == code
    await later(say, room, author, "secret after the end")
    assert await page.is_silent()
    assert "secret after the end" not in "".join(page.frames)


@pytest.mark.parametrize("hints_arrive", [True, False])
async def test_removed_member_gets_no_further_frames(
    open_page, garden, ana, sam, say, hints_arrive, monkeypatch
):
    page = await open_page(ana, "garden")
    await page.drain()
    if not hints_arrive:
        monkeypatch.setattr(hints, "send", drop_hint)
    await later(garden.remove_member, ana)
    await _assert_frames_end(page, garden, sam, say, 4403)


async def test_removal_from_one_room_keeps_the_page_of_another_open(open_page, garden, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.drain()
    await later(garden.remove_member, ana)
    await page.drain()
    assert page.close_code is None


@pytest.mark.parametrize("hints_arrive", [True, False])
async def test_deactivated_person_gets_no_further_frames(
    open_page, lobby, ana, ben, say, hints_arrive, monkeypatch
):
    page = await open_page(ana, "lobby")
    await page.drain()
    if not hints_arrive:
        monkeypatch.setattr(hints, "send", drop_hint)
    await later(ana.deactivate)
    await _assert_frames_end(page, lobby, ben, say, 4401)


async def test_sign_out_closes_only_the_pages_of_that_browser(open_page, lobby, ana, ben, say):
    first_browser, second_browser = await open_page(ana, "lobby"), await open_page(ana, "lobby")
    await first_browser.drain()
    await second_browser.drain()
    await later(first_browser.client.post, "/accounts/logout/")
    await _assert_frames_end(first_browser, lobby, ben, say, 4401)
    await second_browser.until("secret after the end")


async def test_new_password_closes_the_pages_of_other_browsers(open_page, lobby, ana, ben, say):
    page = await open_page(ana, "lobby")
    await page.drain()

    def change():
        ana.set_password("a better one entirely")
        ana.save()
        ana.advance()

    await later(change)
    await _assert_frames_end(page, lobby, ben, say, 4401)


END_WITHOUT_A_HINT = {
    "session": (lambda room, person: Session.objects.all().delete(), 4401),
    "membership": (lambda room, person: room.memberships.filter(user=person).delete(), 4403),
    "account": (
        lambda room, person: User.objects.filter(pk=person.pk).update(is_active=False),
        4401,
    ),
}


async def first_check(person):
    """Each page is checked soon after it was opened, in case a right ended meanwhile."""
    async with asyncio.timeout(DEADLINE):
        while person.topic not in RightsFeed.of().seqs:
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("what", END_WITHOUT_A_HINT)
async def test_what_ends_in_the_database_alone_ends_the_frames_within_five_seconds(
    what, open_page, garden, ana, sam, say
):
    end, code = END_WITHOUT_A_HINT[what]
    page = await open_page(ana, "garden")
    await page.drain()
    await first_check(ana)
    await later(end, garden, ana)
    await _assert_frames_end(page, garden, sam, say, code)


async def test_removed_member_cannot_post_over_an_open_socket(open_page, garden, ana, monkeypatch):
    page = await open_page(ana, "garden")
    await page.drain()
    await later(lambda: garden.memberships.filter(user=ana).delete())
    await page.act("post", body="I am still here")
    await page.until("You are no longer in this room.")
    assert await later(garden.messages.count) == 0


async def test_member_cannot_edit_or_delete_the_message_of_another(open_page, lobby, ana, ben, say):
    message = await later(say, lobby, ben, "mine")
    page = await open_page(ana, "lobby")
    for action in ("edit", "delete"):
        page.frames.clear()
        await page.act(action, message=message.pk, body="yours")
        await page.until("You cannot change this message.")
    await later(message.refresh_from_db)
    assert message.body == "mine"


async def test_staff_can_delete_the_message_of_another(open_page, lobby, sam, ben, say):
    message = await later(say, lobby, ben, "rude")
    page = await open_page(sam, "lobby", "x.0")
    await page.until("rude</div>")
    await page.act("delete", message=message.pk)
    await page.until("Message deleted")


async def test_message_of_another_room_cannot_be_deleted_from_this_one(
    open_page, lobby, garden, sam, say
):
    message = await later(say, garden, sam, "inside")
    page = await open_page(sam, "lobby")
    await page.act("delete", message=message.pk)
    await page.until("That message is not in this room.")


async def test_member_cannot_post_or_edit_in_an_archived_room(open_page, lobby, ana, sam, say):
    message = await later(say, lobby, ana, "before")
    await later(lobby.archive)
    page = await open_page(ana, "lobby")
    await page.act("post", body="after")
    await page.until("archived")
    await page.act("edit", message=message.pk, body="rewritten")
    await page.until("You cannot change this message.")
    assert await later(lobby.messages.count) == 1


async def test_deactivated_person_cannot_post_over_an_open_socket(
    open_page, lobby, ana, monkeypatch
):
    page = await open_page(ana, "lobby")
    await page.drain()
    monkeypatch.setattr(hints, "send", drop_hint)
    await later(ana.deactivate)
    await page.act("post", body="I am still here")
    await page.until("You are no longer in this room.")
    assert await later(lobby.messages.count) == 0


async def test_closed_page_cannot_post(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.drain()
    (connection,) = Hub.running().heartbeat.pages
    connection.close(4403)
    await page.act("post", body="one more thing")
    await page.until(lambda page: page.close_code)
    assert await page.is_silent()
    assert await later(lobby.messages.count) == 0


@pytest.mark.parametrize("hints_arrive", [True, False])
async def test_ending_sessions_closes_only_the_pages_of_that_person(
    open_page, lobby, ana, ben, say, hints_arrive, monkeypatch
):
    page, other = await open_page(ana, "lobby"), await open_page(ana, "/ws/site/")
    ben_page = await open_page(ben, "lobby")
    await drain_all((page, other, ben_page), 0.3)
    if not hints_arrive:
        monkeypatch.setattr(hints, "send", drop_hint)
    await later(ana.end_sessions)
    await other.until(lambda page: page.close_code == 4401, timeout=DEADLINE)
    await _assert_frames_end(page, lobby, ben, say, 4401)
    await ben_page.until("secret after the end")


async def test_ended_session_cannot_open_a_page(open_page, lobby, ana, client_of):
    client = await later(client_of, ana)
    await later(ana.end_sessions)
    page = await LivePage(client.session.session_key, "/ws/rooms/lobby/").connect()
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4401


async def test_former_staff_cannot_set_a_counter_over_an_open_socket(open_page, lobby, ana, sam):
    counter = await later(Counter.objects.start, "Deploys")
    await later(ana.make_staff)
    page = await open_page(ana, "/ws/counters/deploys/")
    await page.act("set", value=5)
    await page.until_true(lambda: counter.bumps.count() == 1)
    await later(ana.unmake_staff)
    await page.act("set", value=6)
    await page.until("Only staff can do this.")
    assert await later(counter.bumps.count) == 1
