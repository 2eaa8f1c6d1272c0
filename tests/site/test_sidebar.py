import re

import pytest

from rooms.models import Room
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


def unread(page, room):
    """The count that the page shows beside the room, from its latest frame about it."""
    badge = rf"#place-{room.pk} \.place__unread,[^>]*>(.*?)</div>"
    entry = rf'id="place-{room.pk}">.*?place__unread">(.*?)</span></a>'
    found = re.findall(f"{badge}|{entry}", "".join(page.frames), re.S)
    if not found:
        return None
    count = re.search(r'class="unread">(\d+)', "".join(found[-1]))
    return int(count[1]) if count else 0


def title(page):
    return re.findall(r"innerHTML:#doc-title\">([^<]*)<", "".join(page.frames))[-1]


async def test_a_message_elsewhere_is_counted_in_sidebar_and_title(
    open_page, lobby, garden, sam, ben, say
):
    page = await open_page(sam, "garden")
    await page.until(lambda page: unread(page, lobby) == 0)
    await later(say, lobby, ben)
    await page.until(lambda page: unread(page, lobby) == 1)
    assert title(page) == "(1) Garden"
    await later(say, lobby, ben)
    await page.until(lambda page: unread(page, lobby) == 2)


async def test_reading_in_one_tab_clears_the_other(open_page, lobby, garden, sam, ben, say):
    page = await open_page(sam, "garden")
    await later(say, lobby, ben)
    await page.until(lambda page: unread(page, lobby) == 1)
    await later(page.client.get, "/rooms/lobby/")
    await page.until(lambda page: unread(page, lobby) == 0, timeout=1)
    assert title(page) == "Garden"


async def test_what_one_has_open_is_never_unread_in_another_tab(
    open_page, lobby, garden, sam, ben, say
):
    page, other = await open_page(sam, "garden"), await open_page(sam, "lobby")
    await page.drain()
    await later(say, lobby, ben, "seen at once")
    await other.until("seen at once</div>")
    await page.drain()
    assert unread(page, lobby) == 0


async def test_a_new_open_room_appears_for_everyone(open_page, lobby, ana, sam):
    page = await open_page(ana, "lobby")
    await page.drain()
    await later(Room.objects.start, "Deploys", sam)
    await page.until('href="/rooms/deploys/"')


async def test_a_closed_room_appears_for_who_is_added_and_goes_with_them(
    open_page, lobby, garden, sam, zoe
):
    page = await open_page(zoe, "lobby")
    await page.drain()
    assert "Garden" not in "".join(page.frames)
    await later(garden.add, zoe)
    await page.until("Garden")
    page.frames.clear()
    await later(garden.remove, zoe)
    await page.until("#places")
    assert "Garden" not in page.frames[-1]


async def test_a_new_name_is_shown_without_a_reload(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.drain()
    await later(lobby.rename, "Parlour", "For talk")
    await page.until("For talk")
    await page.until(lambda page: re.search(r'place__name">Parlour', "".join(page.frames)))


async def test_an_archived_room_leaves_the_sidebar_and_comes_back(open_page, lobby, garden, ana):
    page = await open_page(ana, "lobby")
    await page.drain()
    page.frames.clear()
    await later(garden.archive)
    await page.until("#places")
    assert "Garden" not in page.frames[-1]
    await later(garden.restore)
    await page.until("Garden")


async def test_a_direct_room_is_named_after_the_other(open_page, lobby, ana, ben, direct, say):
    page = await open_page(ana, "lobby")
    await page.until("Ben Okafor")
    await later(say, direct, ben, "psst")
    await page.until(lambda page: unread(page, direct) == 1)
    assert 'place__name">Ben Okafor' in "".join(page.frames)
