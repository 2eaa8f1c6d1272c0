import re

import pytest

from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

LINE = re.compile(r"innerHTML:#typing,[^>]*>([^<]*)<", re.S)


def line(page):
    lines = LINE.findall("".join(page.frames))
    return lines[-1].strip() if lines else None


async def test_others_see_who_is_typing_and_the_typist_does_not(open_page, lobby, ana, ben):
    anas, bens = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await bens.act("typing", body="my secret draft")
    await anas.until(lambda page: line(page) == "Ben Okafor is typing…")
    await bens.drain()
    assert line(bens) == ""
    assert "secret draft" not in "".join(anas.frames + bens.frames)


async def test_the_line_goes_when_the_message_comes(open_page, lobby, ana, ben, say):
    anas, bens = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await bens.act("typing")
    await anas.until(lambda page: line(page) == "Ben Okafor is typing…")
    await bens.act("post", body="here it is")
    await anas.until(lambda page: line(page) == "", timeout=1)


async def test_the_line_goes_five_seconds_after_the_last_key(open_page, lobby, ana, ben):
    anas, bens = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await bens.act("typing")
    await anas.until(lambda page: line(page) == "Ben Okafor is typing…")
    await anas.until(lambda page: line(page) == "", timeout=6)


async def test_a_fast_typist_costs_the_others_one_frame(open_page, lobby, ana, ben):
    anas, bens = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await anas.drain(0.7)
    anas.frames.clear()
    for _ in range(8):
        await bens.act("typing")
    await anas.drain()
    assert len([frame for frame in anas.frames if "is typing" in frame]) == 1


async def test_several_typists_share_the_line(open_page, lobby, ana, ben, sam, zoe):
    page = await open_page(ana, "lobby")
    for person in (ben, sam):
        await (await open_page(person, "lobby")).act("typing")
    await page.until(lambda page: line(page) == "Ben Okafor and Sam Lindqvist are typing…")
    await (await open_page(zoe, "lobby")).act("typing")
    await page.until(lambda page: line(page) == "Several people are typing…")


async def test_nobody_outside_the_room_learns_who_types(open_page, garden, lobby, sam, zoe):
    page = await open_page(zoe, "lobby")
    sams = await open_page(sam, "garden")
    await page.drain()
    await sams.act("typing")
    await page.drain()
    assert "is typing" not in "".join(page.frames)


async def test_nobody_types_in_an_archived_room(open_page, lobby, ana, ben):
    await later(lobby.archive)
    anas, bens = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await bens.act("typing")
    await anas.drain()
    assert "is typing" not in "".join(anas.frames)
