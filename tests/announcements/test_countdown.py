"""The countdown of a maintenance announcement on open pages."""

import asyncio
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.live.metrics import metrics
from tests.announcements.announcing import announce, shows
from tests.live_page import drain_all, later

pytestmark = pytest.mark.django_db(transaction=True)


def countdowns(page):
    return re.findall(r"\.announcement__countdown,[^>]*>([^<]*)<", "".join(page.frames))


async def _maintenance(seconds):
    ends_at = timezone.now() + timedelta(seconds=seconds)
    return await announce("We move to a new server", level="maintenance", ends_at=ends_at)


def seconds_of(text):
    minutes, seconds = re.fullmatch(r"Back in (\d+):(\d\d)", text).groups()
    return int(minutes) * 60 + int(seconds)


@pytest.mark.parametrize("viewers", [1, 8])
async def test_countdown_costs_one_render_and_one_frame_a_second(open_page, lobby, ana, viewers):
    pages = [await open_page(ana, "lobby") for _ in range(viewers)]
    await drain_all(pages)
    announcement = await _maintenance(299)
    for page in pages:
        await page.until(shows(announcement))
    renders, started_at = metrics["renders"], asyncio.get_running_loop().time()
    await asyncio.gather(*(page.until(lambda page: len(countdowns(page)) == 4) for page in pages))
    elapsed = asyncio.get_running_loop().time() - started_at
    assert elapsed > 2.5
    assert metrics["renders"] - renders <= 4
    left = [seconds_of(text) for text in countdowns(pages[0])]
    assert left == sorted(left, reverse=True)
    assert left[0] - left[-1] in (3, 4)
    assert abs(left[-1] - (299 - elapsed)) <= 2


async def test_page_opened_during_a_countdown_shows_the_remaining_time(open_page, lobby, ana):
    await _maintenance(299)
    page = await open_page(ana, "lobby")
    await page.until(lambda page: len(countdowns(page)) == 3)
    html = (await later(page.client.get, "/rooms/lobby/")).content.decode()
    on_page = re.search(r"announcement__countdown[^>]*>([^<]*)<", html)[1]
    second_page = await open_page(ana, "lobby")
    await second_page.until("Back in")
    first = re.search(r'role="timer"[^>]*>([^<]*)<', "".join(second_page.frames))[1]
    assert abs(seconds_of(on_page) - seconds_of(first)) <= 1
    assert seconds_of(first) < 298


async def test_ended_countdown_sends_no_further_frames(open_page, lobby, ana, zoe):
    page = await open_page(ana, "lobby")
    announcement = await _maintenance(2)
    await page.until(shows(announcement))
    await page.until(shows(), timeout=4)
    await page.drain()
    assert await page.is_silent(1.5)


async def test_countdown_of_hours_is_not_sent_every_second(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await _maintenance(2 * 3600 + 330)
    await page.until("Back in 2 h 05 min")
    await page.drain(1.5)
    assert len(countdowns(page)) <= 2


async def test_outsider_gets_no_countdown(open_page, lobby, ana, zoe):
    page, outsider = await open_page(ana, "lobby"), await open_page(zoe, "lobby")
    ends_at = timezone.now() + timedelta(minutes=5)
    await announce(level="maintenance", ends_at=ends_at, audience=ana)
    await page.until(lambda page: len(countdowns(page)) >= 2)
    await outsider.drain()
    assert countdowns(outsider) == []
    assert shows()(outsider)
