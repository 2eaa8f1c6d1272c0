"""Counters over their sockets: exact values, throttled frames, and access."""

import asyncio
import re

import pytest
from django.contrib.auth.models import Group

from rooms.live import hints
from rooms.live.hub import Hub
from rooms.models import Counter
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS, BUMPS = 50, 40


@pytest.fixture
def deploys(db):
    return Counter.objects.start("Deploys today")


@pytest.fixture
def secret(garden):
    return Counter.objects.start("Secret seeds", room=garden)


def path(counter):
    return f"/ws/counters/{counter.slug}/"


def values(page, counter):
    """The values of the counter that the page received, in order."""
    pattern = rf"#counter-{counter.slug} \.counter__value,[^>]*>(-?\d+)<"
    return [int(value) for value in re.findall(pattern, "".join(page.frames))]


def shows(counter, value):
    return lambda page: values(page, counter)[-1:] == [value]


def listed(page):
    """{slug: value} of the latest list of counters that the page received; None before any."""
    lists = re.findall(
        r"innerHTML:#(?:room-)?counters,.*?(?=<div hx-swap-oob)", page_text(page), re.S
    )
    item = r'id="counter-([\w-]+)".*?counter__value">(-?\d+)<'
    return {slug: int(n) for slug, n in re.findall(item, lists[-1], re.S)} if lists else None


def page_text(page):
    return "".join(page.frames)


async def test_bump_reaches_every_page_of_the_counter(open_page, deploys, ana, zoe):
    page, other = await open_page(ana, path(deploys)), await open_page(zoe, path(deploys))
    await other.until(shows(deploys, 0))
    await page.act("bump", step=3)
    for each in (page, other):
        await each.until(shows(deploys, 3), timeout=1)
        assert "<bdi>Ana Ruiz</bdi> changed it by +3" in page_text(each)
        assert '<svg class="spark"' in page_text(each)


async def test_fifty_clients_with_forty_bumps_each_reach_exactly_2000(
    open_page, deploys, ana, ben, sam, zoe
):
    people = [ana, ben, sam, zoe]
    pages = [await open_page(people[n % 4], path(deploys)) for n in range(CLIENTS)]
    for _ in range(BUMPS):
        for page in pages:
            await page.act("bump", step=1)
    await pages[0].until_true(lambda: deploys.bumps.count() == CLIENTS * BUMPS, timeout=60)
    await later(deploys.refresh_from_db)
    assert deploys.value == CLIENTS * BUMPS
    await pages[0].until(shows(deploys, CLIENTS * BUMPS))
    assert "That was a lot" not in page_text(pages[0])


async def test_page_gets_throttled_frames_and_the_last_value(open_page, deploys, ana, ben):
    page = await open_page(ana, path(deploys))
    await page.drain()
    page.frames.clear()
    loop, bumps = asyncio.get_running_loop(), 0
    started_at = loop.time()
    while loop.time() - started_at < 1.5:
        await later(deploys.bump, 1, ben)
        bumps += 1
        await asyncio.sleep(0.002)
    await page.until(shows(deploys, bumps))
    elapsed = loop.time() - started_at
    await page.drain()
    received = values(page, deploys)
    assert bumps > 50
    assert received == sorted(received)
    assert received[-1] == bumps
    assert 5 < len(received) <= 10 * elapsed + 1


async def test_page_shows_the_current_number_of_watchers(open_page, deploys, ana, ben):
    page = await open_page(ana, path(deploys))
    await page.until("1 watching")
    other = await open_page(ben, path(deploys))
    await page.until("2 watching", timeout=2)
    page.frames.clear()
    await other.close()
    await page.until("1 watching", timeout=8)


async def test_non_member_gets_no_frame_of_a_closed_rooms_counter(
    open_page, secret, lobby, ana, zoe
):
    outsider = await open_page(zoe, path(secret))
    others = [await open_page(zoe, where) for where in ("/ws/counters/", "lobby", "/ws/site/")]
    member = await open_page(ana, path(secret))
    await later(secret.bump, 7, ana)
    await member.until(shows(secret, 7))
    for page in [outsider, *others]:
        await page.drain(0.4)
        assert "secret" not in page_text(page).lower()
    assert outsider.close_code == 4403


async def test_unknown_counter_closes_the_socket_with_4403(open_page, ana):
    page = await open_page(ana, "/ws/counters/nothing/")
    await page.drain()
    assert page.close_code == 4403


async def test_removed_member_loses_the_rooms_counters(open_page, secret, garden, ana):
    page, list_page = await open_page(ana, path(secret)), await open_page(ana, "/ws/counters/")
    await page.until(shows(secret, 0))
    await list_page.until(lambda page: listed(page) == {"secret-seeds": 0})
    await later(garden.remove_member, ana)
    await page.until(lambda page: page.close_code == 4403, timeout=5)
    await list_page.until(lambda page: listed(page) == {}, timeout=5)
    list_page.frames.clear()
    await later(secret.bump, 1, None)
    await list_page.drain(1.2)
    assert "Secret" not in page_text(list_page)


async def test_counter_moved_into_a_closed_room_disappears_for_non_members(
    open_page, deploys, lobby, garden, zoe
):
    await later(deploys.edit, "Deploys today", room=lobby)
    page, room = await open_page(zoe, path(deploys)), await open_page(zoe, "lobby")
    await room.until(lambda page: listed(page) == {"deploys-today": 0})
    await later(deploys.edit, "Deploys today", room=garden)
    await page.until(lambda page: page.close_code == 4403, timeout=5)
    await room.until(lambda page: listed(page) == {}, timeout=5)


async def test_list_and_room_header_show_changes_live(open_page, deploys, lobby, ana, sam):
    pages = [await open_page(ana, "/ws/counters/"), await open_page(ana, "lobby")]
    await pages[0].until(lambda page: listed(page) == {"deploys-today": 0})
    await later(deploys.edit, "Deploys today", room=lobby)
    await later(deploys.bump, 2, sam)
    for page in pages:
        await page.until(lambda page: listed(page) == {"deploys-today": 2}, timeout=2)


async def test_bump_with_a_lost_hint_arrives_by_polling(
    open_page, deploys, lobby, ana, monkeypatch
):
    async def drop_hint(seqs):
        """Drop the hint, like a process without a shared channel layer."""

    await later(deploys.edit, "Deploys today", room=lobby)
    page, room = await open_page(ana, path(deploys)), await open_page(ana, "lobby")
    await page.until(shows(deploys, 0))
    await room.until(lambda page: listed(page) == {"deploys-today": 0})
    monkeypatch.setattr(hints, "send", drop_hint)
    await later(deploys.bump, 1, None)
    await page.until(shows(deploys, 1), timeout=3)
    await room.until(lambda page: listed(page) == {"deploys-today": 1}, timeout=3)


@pytest.mark.parametrize("setting", [Counter.STAFF, Counter.GROUP])
async def test_person_without_permission_to_bump_is_refused(open_page, deploys, ana, setting):
    group = await later(Group.objects.create, name="Gardeners")
    await later(deploys.edit, "Deploys today", bumpers=setting, group=group)
    page = await open_page(ana, path(deploys))
    await page.act("bump", step=1)
    await page.until("You cannot bump this counter.")
    await later(ana.groups.add, group)
    await page.act("bump", step=1)
    if setting == Counter.GROUP:
        await page.until(shows(deploys, 1))
    assert await later(deploys.bumps.count) == (setting == Counter.GROUP)


async def test_only_staff_can_set_and_reset_a_counter(open_page, deploys, ana, sam):
    page, staff = await open_page(ana, path(deploys)), await open_page(sam, path(deploys))
    for message in ({"action": "set", "value": 5}, {"action": "reset"}):
        page.frames.clear()
        await page.send(message)
        await page.until("Only staff can do this.")
    await staff.act("set", value=5)
    await page.until(shows(deploys, 5))
    await staff.act("reset")
    await page.until(shows(deploys, 0))
    assert await later(deploys.bumps.count) == 2


@pytest.mark.parametrize("step", [0, 1001, -1001, "x", "1.5", "", None, 10**30])
async def test_invalid_step_is_refused_with_a_message(open_page, deploys, ana, step):
    page = await open_page(ana, path(deploys))
    await page.act("bump", step=step)
    await page.until("#notice")
    assert await later(deploys.bumps.count) == 0


async def test_deleted_counter_disappears_from_every_page(
    open_page, deploys, lobby, ana, sam, caplog
):
    await later(deploys.edit, "Deploys today", room=lobby)
    page, room = await open_page(ana, path(deploys)), await open_page(sam, "lobby")
    list_page = await open_page(ana, "/ws/counters/")
    await page.until(shows(deploys, 0))
    for each in (room, list_page):
        await each.until(lambda page: listed(page) == {"deploys-today": 0})
    await later(deploys.delete_for_good)
    await page.until(lambda page: page.close_code, timeout=2)
    assert page.close_code == 4404
    assert "This counter was deleted." in page_text(page)
    for each in (room, list_page):
        await each.until(lambda page: listed(page) == {}, timeout=2)
        assert each.close_code is None
    assert "could not read" not in caplog.text


async def test_heartbeat_closes_the_page_of_a_deleted_counter_and_its_feed_ends(
    open_page, deploys, ana, caplog
):
    page = await open_page(ana, path(deploys))
    await page.until(shows(deploys, 0))
    await later(Counter.objects.all().delete)
    (feed,) = [feed for feed in Hub.running().feeds.values() if feed.topic == deploys.topic]
    feed.wake()
    await page.drain()
    assert "could not read" not in caplog.text
    await Hub.running().heartbeat.check(Hub.running().heartbeat.pages)
    await page.until(lambda page: page.close_code == 4404)
    assert Hub.running().feeds.get((type(feed), deploys.pk)) is feed
    await page.close()
    assert (type(feed), deploys.pk) not in Hub.running().feeds


async def test_deletion_with_a_lost_hint_closes_the_page_by_polling(
    open_page, deploys, ana, monkeypatch
):
    async def drop_hint(seqs):
        """Drop the hint, like a process without a shared channel layer."""

    page = await open_page(ana, path(deploys))
    await page.until(shows(deploys, 0))
    monkeypatch.setattr(hints, "send", drop_hint)
    await later(deploys.delete_for_good)
    await page.until(lambda page: page.close_code == 4404, timeout=4)
