"""The typing indicator: who sees it, and when it disappears."""

import re

import pytest

from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

INDICATOR = re.compile(r"innerHTML:#typing,[^>]*>(.*?)</div>", re.S)


def indicator(page):
    """The text of the indicator in the page's latest frame about it; None before any."""
    texts = INDICATOR.findall("".join(page.frames))
    return re.sub("</?bdi>", "", texts[-1]).strip() if texts else None


async def test_other_members_see_who_is_typing_and_the_typist_does_not(open_page, lobby, ana, ben):
    ana_page, ben_page = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await ben_page.act("typing", body="my secret draft")
    await ana_page.until(lambda page: indicator(page) == "Ben Okafor is typing…")
    await ben_page.drain()
    assert indicator(ben_page) == ""
    assert "secret draft" not in "".join(ana_page.frames + ben_page.frames)


async def test_indicator_disappears_when_the_message_is_posted(open_page, lobby, ana, ben, say):
    ana_page, ben_page = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await ben_page.act("typing")
    await ana_page.until(lambda page: indicator(page) == "Ben Okafor is typing…")
    await ben_page.act("post", body="here it is")
    await ana_page.until(lambda page: indicator(page) == "", timeout=1)


async def test_indicator_disappears_five_seconds_after_the_last_key(open_page, lobby, ana, ben):
    ana_page, ben_page = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await ben_page.act("typing")
    await ana_page.until(lambda page: indicator(page) == "Ben Okafor is typing…")
    await ana_page.until(lambda page: indicator(page) == "", timeout=6)


async def test_other_members_get_one_frame_from_a_fast_typist(open_page, lobby, ana, ben):
    ana_page, ben_page = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await ana_page.drain(0.7)
    ana_page.frames.clear()
    for _ in range(8):
        await ben_page.act("typing")
    await ana_page.drain()
    assert len([frame for frame in ana_page.frames if "is typing" in frame]) == 1


async def test_indicator_names_two_typists_and_summarises_more(
    open_page, lobby, ana, ben, sam, zoe
):
    page = await open_page(ana, "lobby")
    for person in (ben, sam):
        await (await open_page(person, "lobby")).act("typing")
    await page.until(lambda page: indicator(page) == "Ben Okafor and Sam Lindqvist are typing…")
    await (await open_page(zoe, "lobby")).act("typing")
    await page.until(lambda page: indicator(page) == "Several people are typing…")


async def test_non_member_does_not_see_who_is_typing(open_page, garden, lobby, sam, zoe):
    page = await open_page(zoe, "lobby")
    sam_page = await open_page(sam, "garden")
    await page.drain()
    await sam_page.act("typing")
    await page.drain()
    assert "is typing" not in "".join(page.frames)


async def test_typing_in_an_archived_room_shows_no_indicator(open_page, lobby, ana, ben):
    await later(lobby.archive)
    ana_page, ben_page = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await ben_page.act("typing")
    await ana_page.drain()
    assert "is typing" not in "".join(ana_page.frames)
