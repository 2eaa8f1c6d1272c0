"""Announcements on open pages: who gets the banner, who does not, and when it disappears."""

import asyncio
import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connections
from django.utils import timezone

from rooms.announcements.feeds import AnnouncementFeed
from rooms.live import hints
from rooms.live.metrics import metrics
from rooms.models import Announcement, AnnouncementReading, Job, Site
from tests.announcements.announcing import TEXT, announce, shows
from tests.live_page import drain_all, later

pytestmark = pytest.mark.django_db(transaction=True)

DEADLINE = 5
"Seconds within which a page must lose what its person may no longer see."


KINDS = {"starts_at": "announcement.start", "ends_at": "announcement.end"}


async def reschedule(announcement, **seconds):
    """Set its start or its end to seconds from now, as if time had passed."""
    times = {name: timezone.now() + timedelta(seconds=n) for name, n in seconds.items()}
    await later(Announcement.objects.filter(pk=announcement.pk).update, **times)
    for name, due in times.items():
        await later(Job.objects.schedule, KINDS[name], due, announcement=announcement.pk)


async def assert_no_banner(*pages):
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
async def test_everyone_gets_the_banner_on_every_page(open_page, lobby, ana, zoe, path):
    pages = [await open_page(ana, path), await open_page(zoe, path)]
    for page in pages:
        await page.until(shows())
    announcement = await announce()
    for page in pages:
        await page.until(shows(announcement), timeout=1)
        assert TEXT in "".join(page.frames)


@pytest.mark.parametrize(
    ("audience", "insider"), [("staff", "sam"), ("team", "ana"), ("garden", "ana"), ("ana", "ana")]
)
async def test_outsider_gets_no_frame_of_an_announcement(
    request, open_page, lobby, garden, team, ana, sam, zoe, audience, insider
):
    insider, to = request.getfixturevalue(insider), audience
    if audience != "staff":
        to = request.getfixturevalue(audience)
    page, outsider = await open_page(insider, "lobby"), await open_page(zoe, "lobby")
    announcement = await announce(audience=to)
    await page.until(shows(announcement))
    await assert_no_banner(outsider, await open_page(zoe, "/ws/site/"))


async def test_page_opened_later_shows_the_current_announcement(
    open_page, lobby, ana, zoe, client_of
):
    announcement = await announce(audience=ana)
    page, outsider = await open_page(ana, "lobby"), await open_page(zoe, "lobby")
    await page.until(shows(announcement))
    await assert_no_banner(outsider)
    assert TEXT in (await later(page.client.get, "/rooms/lobby/")).content.decode()
    assert TEXT not in (await later(outsider.client.get, "/rooms/lobby/")).content.decode()


async def test_edit_and_withdrawal_reach_open_pages(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    announcement = await announce()
    await page.until(TEXT)
    await later(announcement.edit, "The lift works again", level="warning")
    await page.until("The lift works again", timeout=1)
    assert "announcement--warning" in page.frames[-1]
    await later(announcement.withdraw)
    await page.until(shows(), timeout=1)


async def test_change_of_audience_moves_the_banner(open_page, lobby, ana, zoe):
    page, other = await open_page(ana, "lobby"), await open_page(zoe, "lobby")
    announcement = await announce(audience=ana)
    await page.until(shows(announcement))
    await later(announcement.edit, TEXT, audience=zoe)
    await page.until(shows())
    await other.until(shows(announcement))


async def test_scheduled_announcement_starts_once_and_ends_on_time(
    running_jobs, open_page, lobby, ana
):
    page = await open_page(ana, "lobby")
    await page.until(shows())
    announcement = await announce(starts_at=timezone.now() + timedelta(hours=1))
    seq_before = await later(lambda: Site.current().announcements_seq)
    await page.drain()
    assert TEXT not in "".join(page.frames)
    await reschedule(announcement, starts_at=0.1)
    await page.until(shows(announcement), timeout=3)
    await page.drain(2.5)
    assert await later(lambda: Site.current().announcements_seq) == seq_before + 1
    await reschedule(announcement, ends_at=0.1)
    await page.until(shows(), timeout=3)


async def test_only_one_of_several_processes_starts_an_announcement(lobby):
    """Threads with their own database connections stand in for the processes."""
    announcement = await announce(starts_at=timezone.now() + timedelta(hours=1))
    await reschedule(announcement, starts_at=0)
    seq_before = await later(lambda: Site.current().announcements_seq)
    barrier, claims = threading.Barrier(4), []

    def start():
        barrier.wait()
        claims.append(Announcement.objects.start_due())
        connections.close_all()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    assert sorted(claims) == [0, 0, 0, 1]
    assert await later(lambda: Site.current().announcements_seq) == seq_before + 1


async def test_announcement_that_was_due_while_no_process_ran_starts_with_the_next_one(
    running_jobs, open_page, lobby, ana
):
    announcement = await announce(starts_at=timezone.now() + timedelta(hours=1))
    await reschedule(announcement, starts_at=-60)
    page = await open_page(ana, "lobby")
    await page.until(shows(announcement))
    started = Announcement.objects.filter(pk=announcement.pk).exclude(started_at=None)
    await page.until_true(started.exists)
    assert not await later(Job.objects.filter(kind="announcement.start").exists)


async def test_start_reaches_a_page_whose_feed_does_not_look_for_it(
    running_jobs, open_page, lobby, ana, monkeypatch
):
    monkeypatch.setattr(AnnouncementFeed, "time_dependent", False)
    announcement = await announce(starts_at=timezone.now() + timedelta(hours=1))
    page = await open_page(ana, "lobby")
    await page.until(shows())
    await reschedule(announcement, starts_at=0.2)
    await page.until(shows(announcement), timeout=1.5)
    await reschedule(announcement, ends_at=0.2)
    await page.until(shows(), timeout=1.5)


async def test_announcement_with_a_lost_hint_arrives_by_polling(open_page, lobby, ana, monkeypatch):
    async def drop_hint(seqs):
        """Drop the hint, like a process without a shared channel layer."""

    page = await open_page(ana, "lobby")
    await page.until(shows())
    monkeypatch.setattr(hints, "send", drop_hint)
    await announce()
    await page.until(TEXT, timeout=3)


def leave_staff(garden, person):
    person.is_staff = False
    person.save()


def leave_room(garden, person):
    garden.remove_member(person)


def leave_group(garden, person):
    person.groups.clear()


@pytest.mark.parametrize(
    ("audience", "leave"), [("staff", leave_staff), ("garden", leave_room), ("crew", leave_group)]
)
async def test_person_who_leaves_the_audience_loses_the_banner(
    open_page, lobby, garden, sam, audience, leave
):
    crew = await later(Group.objects.create, name="Crew")
    await later(sam.groups.add, crew)
    to = {"staff": "staff", "garden": garden, "crew": crew}[audience]
    page = await open_page(sam, "lobby")
    announcement = await announce(audience=to)
    await page.until(shows(announcement))
    await later(leave, garden, sam)
    await page.until(shows(), timeout=DEADLINE)
    page.frames.clear()
    await later(announcement.edit, "Not for Sam", audience=to)
    fresh = await open_page(sam, "lobby")
    await page.drain()
    await fresh.until(shows())
    assert "Not for Sam" not in "".join(page.frames + fresh.frames)


async def test_dismissal_removes_the_banner_in_all_tabs_of_the_person(open_page, lobby, ana, zoe):
    announcement = await announce()
    first_tab, second_tab = await open_page(ana, "lobby"), await open_page(ana, "/ws/site/")
    other = await open_page(zoe, "lobby")
    for page in (first_tab, second_tab, other):
        await page.until(shows(announcement))
    await first_tab.act("announcement_read", announcement=str(announcement.pk))
    for page in (first_tab, second_tab):
        await page.until(shows(), timeout=1)
    await other.drain()
    assert shows(announcement)(other)


async def test_maintenance_announcement_cannot_be_dismissed(open_page, lobby, ana):
    announcement = await announce(level="maintenance")
    page = await open_page(ana, "lobby")
    await page.until(shows(announcement))
    assert "announcement__dismiss" not in "".join(page.frames)
    await page.act("announcement_read", announcement=announcement.pk)
    await page.drain()
    assert shows(announcement)(page)


async def test_outsider_cannot_mark_an_announcement_as_read(open_page, lobby, ana, zoe):
    announcement = await announce(audience=ana)
    page = await open_page(zoe, "lobby")
    await page.act("announcement_read", announcement=announcement.pk)
    await assert_no_banner(page)
    assert not await later(AnnouncementReading.objects.exists)


@pytest.mark.parametrize("viewers", [1, 8])
async def test_announcement_is_rendered_once_for_any_number_of_pages(
    open_page, lobby, ana, viewers
):
    pages = [await open_page(ana, "lobby") for _ in range(viewers)]
    await drain_all(pages)
    before = metrics["renders"]
    await announce()
    for page in pages:
        await page.until(TEXT)
    assert metrics["renders"] - before == 1
