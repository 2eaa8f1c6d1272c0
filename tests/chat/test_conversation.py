"""Invariant 1: a committed message appears exactly once, in order, on every page."""

import uuid

import pytest

from rooms.chat.feeds import messages
from rooms.live.feeds.log_feed import LogFeed
from tests.live_page import fresh_messages, later

pytestmark = pytest.mark.django_db(transaction=True)


async def test_posted_message_reaches_every_page_of_the_room(open_page, lobby, ana, ben, cursor_of):
    cursor = await later(cursor_of, lobby)
    ana_page = await open_page(ana, "lobby", cursor)
    ben_page = await open_page(ben, "lobby", cursor)
    await ana_page.act("post", key=str(uuid.uuid4()), body="Good morning")
    for page in (ana_page, ben_page):
        await page.until("Good morning</div>")
        assert len(page.messages) == 1


async def test_reconnecting_page_gets_missed_messages_in_their_present_state(
    open_page, lobby, ana, ben, say, cursor_of
):
    cursor = await later(cursor_of, lobby)

    def write_messages():
        first, second, third = (say(lobby, ben, text) for text in ("one", "two", "three"))
        first.edit("one, edited")
        second.delete_text()
        return [str(message.pk) for message in (first, second, third)]

    pks = await later(write_messages)
    page = await open_page(ana, "lobby", cursor)
    await page.until(lambda page: len(page.messages) == 3)
    assert "one, edited" in page.messages[pks[0]]
    assert "Message deleted" in page.messages[pks[1]]
    assert "two" not in "".join(page.frames)


async def test_edit_and_deletion_reach_open_pages(open_page, lobby, ana, ben, say, cursor_of):
    message = await later(say, lobby, ana, "before")
    page = await open_page(ben, "lobby", "none.0")
    await page.until("before</div>")
    await later(message.edit, "after")
    await page.until("after<small")
    await later(message.delete_text)
    await page.until("Message deleted")
    assert list(page.messages) == [str(message.pk)]


async def test_page_too_far_behind_gets_the_whole_region(
    open_page, lobby, ana, ben, say, cursor_of
):
    cursor = await later(cursor_of, lobby)
    await later(lambda: [say(lobby, ben, f"number {n}") for n in range(305)])
    page = await open_page(ana, "lobby", cursor)
    await page.until("number 304</div>")
    assert len(page.messages) == 50
    await later(say, lobby, ben, "and on")
    await page.until("and on</div>")
    assert len(page.messages) == 51


async def test_page_with_a_cursor_of_another_epoch_gets_the_whole_region(
    open_page, lobby, ana, ben, say
):
    await later(lambda: [say(lobby, ben, f"number {n}") for n in range(3)])
    for cursor in ("another.2", "", "rubbish", "another.99999999999999999999999"):
        page = await open_page(ana, "lobby", cursor or "x")
        await page.until('hx-swap-oob="innerHTML:#messages,')
        assert len(page.messages) == 3


async def test_page_with_a_cursor_beyond_the_latest_seq_gets_the_whole_region(
    open_page, lobby, ana, ben, say, cursor_of
):
    await later(say, lobby, ben, "kept")
    epoch = (await later(cursor_of, lobby)).split(".")[0]
    page = await open_page(ana, "lobby", f"{epoch}.5000")
    await page.until("kept</div>")
    assert len(page.messages) == 1


async def test_page_that_sends_no_cursor_gets_messages_from_its_opening_on(
    open_page, lobby, ana, ben, say
):
    await later(say, lobby, ben, "long ago")
    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    await later(say, lobby, ben, "just now")
    await page.until("just now</div>")
    assert "long ago" not in "".join(page.frames)


async def test_page_that_sends_its_cursor_late_gets_the_whole_region(
    open_page, lobby, ana, ben, say, cursor_of
):
    cursor = await later(cursor_of, lobby)
    await later(say, lobby, ben, "missed")
    page = await open_page(ana, "lobby")
    await page.drain(0.7)
    await later(say, lobby, ben, "seen")
    await page.until("seen</div>")
    await page.act("resume", cursor=cursor)
    await page.until("missed</div>")
    assert ["missed" in page.messages[pk] for pk in page.messages] == [True, False]


async def test_page_that_resumes_again_shows_each_message_once(
    open_page, lobby, ana, ben, say, cursor_of
):
    cursor = await later(cursor_of, lobby)
    page = await open_page(ana, "lobby", cursor)
    await later(say, lobby, ben, "first")
    await page.until("first</div>")
    await page.act("resume", cursor=cursor)
    await later(say, lobby, ben, "second")
    await page.until("second</div>")
    assert len(page.messages) == 2


async def test_page_that_resumes_during_an_edit_gets_the_edit(
    open_page, lobby, ana, ben, say, cursor_of
):
    cursor = await later(cursor_of, lobby)
    page = await open_page(ana, "lobby", cursor)
    message = await later(say, lobby, ben, "before")
    await page.until("before</div>")
    await later(message.edit, "after")
    await page.act("resume", cursor=cursor)
    await page.drain()
    assert "after<small" in page.messages[str(message.pk)]


async def test_post_sent_twice_with_one_key_and_text_stores_one_message(
    open_page, lobby, ana, cursor_of
):
    page = await open_page(ana, "lobby", await later(cursor_of, lobby))
    key = str(uuid.uuid4())
    await page.act("post", key=key, body="Once")
    await page.act("post", key=key, body="Once")
    await page.until(lambda page: "".join(page.frames).count(f"delete:#box-{key}") == 2)
    await page.act("post", key=key, body="Twice")
    await page.until("Twice</div>")
    assert [body async for body in lobby.messages.values_list("body", flat=True)] == [
        "Once",
        "Twice",
    ]


async def test_page_and_its_frames_equal_a_fresh_page(open_page, lobby, ana, ben, say, cursor_of):
    cursor = await later(cursor_of, lobby)
    page = await open_page(ana, "lobby", cursor)

    def write_messages():
        first = say(lobby, ana, "a link https://example.org/?a=1&b=2 <b>")
        second = say(lobby, ana, "in a run\n  of lines")
        third = say(lobby, ben, "another voice")
        first.edit("changed")
        third.delete_text()
        return str(second.pk)

    await later(write_messages)
    await page.until("Message deleted")
    await page.drain()
    fresh = await later(fresh_messages, page.client, "lobby")
    assert page.messages == fresh
    assert list(page.messages) == list(fresh)


async def test_page_gets_the_whole_region_after_more_changes_than_a_refresh_reads(
    open_page, lobby, ana, ben, say, cursor_of, monkeypatch
):
    monkeypatch.setattr(LogFeed, "batch", 5)
    monkeypatch.setattr(messages._changed, "compiled", {})  # its SQL has the limit of a batch
    page = await open_page(ana, "lobby", await later(cursor_of, lobby))
    await page.drain()
    await later(lambda: [say(lobby, ben, f"number {n}") for n in range(9)])
    await page.until("number 8</div>")
    await page.drain()
    assert page.messages == await later(fresh_messages, page.client, "lobby")
    await later(say, lobby, ben, "and on")
    await page.until("and on</div>")
    assert len(page.messages) == 10
