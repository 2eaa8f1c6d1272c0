"""The sidebar on open pages: its rooms, their names and their unread counts."""

import re

import pytest

from rooms.models import Room
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


def unread(page, room):
    """The count beside the room in the page's latest frame about it; None before any."""
    badge = rf"#place-{room.pk} \.place__unread,[^>]*>(.*?)</div>"
    entry = rf'id="place-{room.pk}">.*?place__unread">(.*?)</span></a>'
    found = re.findall(f"{badge}|{entry}", "".join(page.frames), re.S)
    if not found:
        return None
    count = re.search(r'class="unread">(\d+)', "".join(found[-1]))
    return int(count[1]) if count else 0


def title(page):
    return re.findall(r"innerHTML:#doc-title\">([^<]*)<", "".join(page.frames))[-1]


async def test_message_in_another_room_is_counted_in_sidebar_and_title(
    open_page, lobby, garden, sam, ben, say
):
    page = await open_page(sam, "garden")
    await page.until(lambda page: unread(page, lobby) == 0)
    await later(say, lobby, ben)
    await page.until(lambda page: unread(page, lobby) == 1)
    assert title(page) == "(1) Garden"
    await later(say, lobby, ben)
    await page.until(lambda page: unread(page, lobby) == 2)


async def test_reading_in_one_tab_clears_the_count_in_the_other(
    open_page, lobby, garden, sam, ben, say
):
    page = await open_page(sam, "garden")
    await later(say, lobby, ben)
    await page.until(lambda page: unread(page, lobby) == 1)
    await later(page.client.get, "/rooms/lobby/")
    await page.until(lambda page: unread(page, lobby) == 0, timeout=1)
    assert title(page) == "Garden"


async def test_message_in_a_room_open_in_another_tab_is_not_unread(
    open_page, lobby, garden, sam, ben, say
):
    page, other = await open_page(sam, "garden"), await open_page(sam, "lobby")
    await page.drain()
    await later(say, lobby, ben, "seen at once")
    await other.until("seen at once</div>")
    await page.drain()
    assert unread(page, lobby) == 0


async def test_new_open_room_appears_for_everyone(open_page, lobby, ana, sam):
    page = await open_page(ana, "lobby")
    await page.drain()
    await later(Room.objects.start, "Deploys", sam)
    await page.until('href="/rooms/deploys/"')


async def test_closed_room_appears_for_an_added_member_and_disappears_on_removal(
    open_page, lobby, garden, sam, zoe
):
    page = await open_page(zoe, "lobby")
    await page.drain()
    assert "Garden" not in "".join(page.frames)
    await later(garden.add_members, zoe)
    await page.until("Garden")
    page.frames.clear()
    await later(garden.remove_member, zoe)
    await page.until("#places")
    assert "Garden" not in page.frames[-1]


async def test_new_room_name_is_shown_without_a_reload(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.drain()
    await later(lobby.rename, "Parlour", "For talk")
    await page.until("For talk")
    await page.until(lambda page: re.search(r'place__name"><bdi>Parlour', "".join(page.frames)))


async def test_archived_room_disappears_and_returns_when_restored(open_page, lobby, garden, ana):
    page = await open_page(ana, "lobby")
    await page.drain()
    page.frames.clear()
    await later(garden.archive)
    await page.until("#places")
    assert "Garden" not in page.frames[-1]
    await later(garden.restore)
    await page.until("Garden")


async def test_direct_room_is_named_after_the_other_person(open_page, lobby, ana, ben, direct, say):
    page = await open_page(ana, "lobby")
    await page.until("Ben Okafor")
    await later(say, direct, ben, "psst")
    await page.until(lambda page: unread(page, direct) == 1)
    assert 'place__name"><bdi>Ben Okafor' in "".join(page.frames)
