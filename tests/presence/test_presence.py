import re
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.live.hub import Hub
from rooms.models import Connection
from rooms.models.connection import LINGERS, LIVES, RETURNS
from rooms.site import registry
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

HERE = re.compile(r'<div hx-swap-oob="innerHTML:#presence,.*?</ul>', re.S)


def here(page):
    """The names in the page's list of those who are in the room."""
    lists = HERE.findall("".join(page.frames))
    return re.findall(r'person__name">([^<]*)', lists[-1]) if lists else None


async def test_who_comes_is_seen_and_announced(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    await page.until(lambda page: here(page) == ["Ana Ruiz"])
    await open_page(ben, "lobby")
    await page.until(lambda page: here(page) == ["Ana Ruiz", "Ben Okafor"])
    await page.until("Ben Okafor joined")


async def test_two_tabs_are_one_person_until_both_are_closed(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    first, second = await open_page(ben, "lobby"), await open_page(ben, "lobby")
    await page.until(lambda page: here(page) == ["Ana Ruiz", "Ben Okafor"])
    await first.close()
    await page.drain(LINGERS.total_seconds() + 2.5)
    assert here(page) == ["Ana Ruiz", "Ben Okafor"]
    await second.close()
    await page.until("Ben Okafor left", timeout=8)
    await page.until(lambda page: here(page) == ["Ana Ruiz"])


async def test_a_reload_is_no_departure(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    bens = await open_page(ben, "lobby")
    await page.until(lambda page: here(page) == ["Ana Ruiz", "Ben Okafor"])
    await bens.close()
    await open_page(ben, "lobby")
    await page.drain(LINGERS.total_seconds() + 2.5)
    assert "Ben Okafor left" not in "".join(page.frames)


async def test_a_connection_of_a_killed_process_runs_out_by_itself(open_page, lobby, ana, ben):
    def ghost():
        row = Connection.objects.create(user=ben, room=lobby, process="killed")
        Connection.objects.filter(pk=row.pk).update(
            seen_at=timezone.now() - LIVES + timedelta(seconds=1)
        )

    await later(ghost)
    page = await open_page(ana, "lobby")
    await page.until(lambda page: here(page) == ["Ana Ruiz", "Ben Okafor"])
    await page.until(lambda page: here(page) == ["Ana Ruiz"], timeout=6)


async def test_an_answered_beat_keeps_one_present(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await later(lambda: Connection.objects.update(seen_at=timezone.now() - timedelta(seconds=20)))
    before = timezone.now() - timedelta(seconds=5)
    await page.until('id="beat"')
    await page.until_true(lambda: Connection.objects.filter(seen_at__gt=before).exists())


async def test_who_is_in_another_room_is_online_but_not_here(open_page, lobby, garden, ana, sam):
    page = await open_page(ana, "lobby")
    await open_page(sam, "garden")
    await page.until(
        lambda page: (
            "Sam Lindqvist"
            in "".join(re.findall(r"innerHTML:#people,.*?</div>", "".join(page.frames), re.S))
        )
    )
    assert here(page) == ["Ana Ruiz"]


async def test_rows_that_ran_out_long_ago_are_swept_and_others_stay(open_page, lobby, ana, ben):
    def ghost():
        row = Connection.objects.create(user=ben, room=lobby, process="killed")
        Connection.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(hours=1))

    await later(ghost)
    await open_page(ana, "lobby")
    pages = Hub.running().heart.pages
    await later(pages[0].keeper.sweep, pages)
    assert await later(lambda: [row.user for row in Connection.objects.all()]) == [ana]


async def test_a_new_name_is_no_departure(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    await open_page(ben, "lobby")
    await page.until(lambda page: here(page) == ["Ana Ruiz", "Ben Okafor"])

    def rename():
        ben.display_name = "Benjamin Okafor"
        ben.save()

    await later(rename)
    await page.until(lambda page: here(page) == ["Ana Ruiz", "Benjamin Okafor"])
    assert "left" not in "".join(page.frames)


async def test_a_broken_connection_is_no_reader_and_soon_gone(open_page, lobby, ana, ben, say):
    page = await open_page(ana, "lobby")
    bens = await open_page(ben, "lobby")
    await page.until(lambda page: here(page) == ["Ana Ruiz", "Ben Okafor"])
    await bens.socket.disconnect(code=1006)
    await later(say, lobby, ana, "@ben are you there?")
    assert await later(ben.notifications.count) == 1
    await page.until("Ben Okafor left", timeout=RETURNS.total_seconds() + 4)


async def test_when_somebody_was_last_seen_outlasts_their_connections(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    await page.drain()
    long_ago = timezone.now() - timedelta(minutes=11)
    await later(Connection.objects.filter(user=ana).update, seen_at=long_ago)
    await later(registry.sweep, [])
    await later(ana.refresh_from_db)
    await later(ben.refresh_from_db)
    assert await later(Connection.objects.count) == 0
    assert ana.last_seen_at == long_ago
    assert ben.last_seen_at is None
