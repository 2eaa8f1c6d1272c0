"""What is announced, on the pages that are open: who gets it, who does not, when it goes."""

import asyncio
import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connections
from django.utils import timezone

from rooms.live import hints
from rooms.live.metrics import meter
from rooms.models import Announcement, AnnouncementReading, Site
from tests.announcements.announcing import TEXT, announce, shows
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

PROMPTLY = 5
"Seconds within which the frames must end."


async def move(announcement, **seconds):
    """Let its start or its end come nearer, as if time had passed."""
    times = {name: timezone.now() + timedelta(seconds=n) for name, n in seconds.items()}
    await later(Announcement.objects.filter(pk=announcement.pk).update, **times)


async def is_untouched(*pages):
    for page in pages:
        await page.drain(0.5)
        assert TEXT not in "".join(page.frames)
        assert "announcement-" not in "".join(page.frames)


@pytest.fixture
def team(ana):
    group = Group.objects.create(name="Gardeners")
    ana.groups.add(group)
    return group


@pytest.mark.parametrize("path", ["lobby", "/ws/site/"])
async def test_everyone_sees_it_on_every_page(open_page, lobby, ana, zoe, path):
    pages = [await open_page(ana, path), await open_page(zoe, path)]
    for page in pages:
        await page.until(shows())
    announcement = await announce()
    for page in pages:
        await page.until(shows(announcement), timeout=1)
        assert TEXT in "".join(page.frames)


@pytest.mark.parametrize(
    ("audience", "inside"), [("staff", "sam"), ("team", "ana"), ("garden", "ana"), ("ana", "ana")]
)
async def test_nobody_outside_the_audience_gets_a_frame_of_it(
    request, open_page, lobby, garden, team, ana, sam, zoe, audience, inside
):
    inside, to = request.getfixturevalue(inside), audience
    if audience != "staff":
        to = request.getfixturevalue(audience)
    page, outsider = await open_page(inside, "lobby"), await open_page(zoe, "lobby")
    announcement = await announce(audience=to)
    await page.until(shows(announcement))
    await is_untouched(outsider, await open_page(zoe, "/ws/site/"))


async def test_who_comes_later_sees_what_is_in_force(open_page, lobby, ana, zoe, client_of):
    announcement = await announce(audience=ana)
    page, outsider = await open_page(ana, "lobby"), await open_page(zoe, "lobby")
    await page.until(shows(announcement))
    await is_untouched(outsider)
    assert TEXT in (await later(page.client.get, "/rooms/lobby/")).content.decode()
    assert TEXT not in (await later(outsider.client.get, "/rooms/lobby/")).content.decode()


async def test_an_edit_and_a_withdrawal_are_live(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    announcement = await announce()
    await page.until(TEXT)
    await later(announcement.edit, "The lift works again", level="warning")
    await page.until("The lift works again", timeout=1)
    assert "announcement--warning" in page.frames[-1]
    await later(announcement.withdraw)
    await page.until(shows(), timeout=1)


async def test_another_audience_takes_it_from_the_first(open_page, lobby, ana, zoe):
    page, other = await open_page(ana, "lobby"), await open_page(zoe, "lobby")
    announcement = await announce(audience=ana)
    await page.until(shows(announcement))
    await later(announcement.edit, TEXT, audience=zoe)
    await page.until(shows())
    await other.until(shows(announcement))


async def test_it_starts_by_itself_once_and_ends_by_itself(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.until(shows())
    announcement = await announce(starts_at=timezone.now() + timedelta(hours=1))
    head = await later(lambda: Site.current().announcements_seq)
    await page.drain()
    assert TEXT not in "".join(page.frames)
    await move(announcement, starts_at=0.1)
    await page.until(shows(announcement), timeout=3)
    await page.drain(2.5)
    assert await later(lambda: Site.current().announcements_seq) == head + 1
    await move(announcement, ends_at=0.1)
    await page.until(shows(), timeout=3)


async def test_of_several_processes_one_starts_it(lobby):
    """Threads with connections of their own stand for the processes."""
    announcement = await announce(starts_at=timezone.now() + timedelta(hours=1))
    await move(announcement, starts_at=0)
    head = await later(lambda: Site.current().announcements_seq)
    together, claims = threading.Barrier(4), []

    def start():
        together.wait()
        claims.append(Announcement.objects.start_due())
        connections.close_all()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    assert sorted(claims) == [0, 0, 0, 1]
    assert await later(lambda: Site.current().announcements_seq) == head + 1


async def test_what_fell_due_while_all_were_away_starts_with_the_next_page(open_page, lobby, ana):
    announcement = await announce(starts_at=timezone.now() + timedelta(hours=1))
    await move(announcement, starts_at=-60)
    page = await open_page(ana, "lobby")
    await page.until(shows(announcement))
    await later(announcement.refresh_from_db)
    assert announcement.started_at


async def test_a_lost_hint_costs_two_seconds(open_page, lobby, ana, monkeypatch):
    async def lose(heads):
        """A process with no shared channel layer."""

    page = await open_page(ana, "lobby")
    await page.until(shows())
    monkeypatch.setattr(hints, "send", lose)
    await announce()
    await page.until(TEXT, timeout=3)


def leave_staff(garden, person):
    person.is_staff = False
    person.save()


def leave_room(garden, person):
    garden.remove(person)


def leave_group(garden, person):
    person.groups.clear()


@pytest.mark.parametrize(
    ("audience", "leave"), [("staff", leave_staff), ("garden", leave_room), ("crew", leave_group)]
)
async def test_who_leaves_the_audience_loses_it(open_page, lobby, garden, sam, audience, leave):
    crew = await later(Group.objects.create, name="Crew")
    await later(sam.groups.add, crew)
    to = {"staff": "staff", "garden": garden, "crew": crew}[audience]
    page = await open_page(sam, "lobby")
    announcement = await announce(audience=to)
    await page.until(shows(announcement))
    await later(leave, garden, sam)
    await page.until(shows(), timeout=PROMPTLY)
    page.frames.clear()
    await later(announcement.edit, "Not for Sam", audience=to)
    fresh = await open_page(sam, "lobby")
    await page.drain()
    await fresh.until(shows())
    assert "Not for Sam" not in "".join(page.frames + fresh.frames)


async def test_the_one_who_dismisses_it_is_rid_of_it_in_all_tabs(open_page, lobby, ana, zoe):
    announcement = await announce()
    here, there = await open_page(ana, "lobby"), await open_page(ana, "/ws/site/")
    other = await open_page(zoe, "lobby")
    for page in (here, there, other):
        await page.until(shows(announcement))
    await here.act("announcement_read", announcement=str(announcement.pk))
    for page in (here, there):
        await page.until(shows(), timeout=1)
    await other.drain()
    assert shows(announcement)(other)


async def test_maintenance_cannot_be_dismissed(open_page, lobby, ana):
    announcement = await announce(level="maintenance")
    page = await open_page(ana, "lobby")
    await page.until(shows(announcement))
    assert "announcement__dismiss" not in "".join(page.frames)
    await page.act("announcement_read", announcement=announcement.pk)
    await page.drain()
    assert shows(announcement)(page)


async def test_nobody_reads_what_is_not_for_them(open_page, lobby, ana, zoe):
    announcement = await announce(audience=ana)
    page = await open_page(zoe, "lobby")
    await page.act("announcement_read", announcement=announcement.pk)
    await is_untouched(page)
    assert not await later(AnnouncementReading.objects.exists)


@pytest.mark.parametrize("viewers", [1, 8])
async def test_it_is_rendered_once_however_many_look(open_page, lobby, ana, viewers):
    pages = [await open_page(ana, "lobby") for _ in range(viewers)]
    for page in pages:
        await page.drain(0.7)
    before = meter["renders"]
    await announce()
    for page in pages:
        await page.until(TEXT)
    assert meter["renders"] - before == 1
