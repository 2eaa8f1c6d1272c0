"""The bell on open pages: its count, its toasts and its audience. Also mentions and suggestions."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from rooms.live import hints
from rooms.models import Announcement, Notification, notify
from rooms.notifications import bell, feeds
from rooms.notifications.bell import bells_of
from tests.live_page import drain_all, later

pytestmark = pytest.mark.django_db(transaction=True)


def count(page):
    counts = re.findall(r"#bell \.count,[^>]*>\s*(\d*)", "".join(page.frames))
    return int(counts[-1] or 0) if counts else None


def toasts(page):
    return re.findall(r'class="toast"><a href="[^"]*" dir="auto">([^<]*)', "".join(page.frames))


async def test_mention_reaches_the_bell_on_every_page_of_the_person(
    open_page, lobby, garden, ana, sam, say
):
    garden_page, site_page = await open_page(ana, "garden"), await open_page(ana, "/ws/site/")
    for page in (garden_page, site_page):
        await page.until(lambda page: count(page) == 0)
    await later(say, lobby, sam, "@ana come here")
    for page in (garden_page, site_page):
        await page.until(lambda page: count(page) == 1, timeout=1)
        await page.until(
            lambda page: toasts(page) == ["Sam Lindqvist in # Lobby: “@ana come here”"]
        )
        assert 'class="notification"' in "".join(page.frames)


async def test_other_person_gets_no_frame_of_a_notification(open_page, lobby, ana, ben, zoe):
    page = await open_page(zoe, "lobby")
    await page.drain()
    await later(notify, [ana, ben], "secret", "for your eyes only")
    await page.drain()
    assert "for your eyes only" not in "".join(page.frames)


async def test_reading_in_one_tab_clears_the_bell_in_the_other(open_page, lobby, ana):
    await later(notify, ana, "deploy", "done")
    first_tab, second_tab = await open_page(ana, "lobby"), await open_page(ana, "/ws/site/")
    for page in (first_tab, second_tab):
        await page.until(lambda page: count(page) == 1)
    await first_tab.act("read_all")
    for page in (first_tab, second_tab):
        await page.until(lambda page: count(page) == 0)


async def test_person_can_mark_only_their_own_notification_as_read(open_page, lobby, ana, ben):
    def notify_both():
        notify([ana, ben], "deploy", "done")
        return [Notification.objects.get(user=person).pk for person in (ana, ben)]

    own, other = await later(notify_both)
    page = await open_page(ana, "lobby")
    await page.act("read", notification=other)
    await page.act("read", notification=own)
    await page.until(lambda page: count(page) == 0)
    assert await later(lambda: Notification.objects.get(pk=other).read_at) is None


async def test_notification_from_before_the_page_opened_shows_no_toast(open_page, lobby, ana):
    await later(notify, ana, "deploy", "while you were away")
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 1)
    await page.drain()
    assert toasts(page) == []


async def test_many_notifications_at_once_show_three_toasts_and_a_summary(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 0)
    await page.drain()
    page.frames.clear()

    @transaction.atomic
    def notify_repeatedly():
        for n in range(9):
            notify(ana, "deploy", f"number {n}")

    await later(notify_repeatedly)
    await page.until("and 6 more")
    assert "".join(page.frames).count('class="toast"') == 4


async def test_title_counts_a_mention_once_and_adds_other_notifications(
    open_page, lobby, garden, ana, sam, say
):
    page = await open_page(ana, "garden")
    await page.drain()
    await later(say, lobby, sam, "@ana look")
    await later(notify, ana, "deploy", "done")
    await page.until("(2) Garden")


async def test_notification_from_a_process_without_a_shared_layer_arrives_by_polling(
    open_page, lobby, ana
):
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 0)

    def run_command():
        call_command("notify", "ana", "from a cron job", url="/rooms/lobby/")
        connections.close_all()

    await page.drain()
    send, hints.send = hints.send, _drop_hint
    try:
        thread = threading.Thread(target=run_command)
        thread.start()
        await page.until(lambda page: toasts(page) == ["from a cron job"], timeout=3)
        thread.join()
    finally:
        hints.send = send


async def _drop_hint(seqs):
    """Drop the hint: the in-memory layer of another process does not reach this one."""


async def test_bells_of_several_people_take_three_queries(ana, ben, sam, django_assert_num_queries):
    def read_bells():
        notify([ana, ben, sam], "deploy", "done")
        with django_assert_num_queries(3):
            return bells_of([ana.pk, ben.pk, sam.pk])

    bells = await later(read_bells)
    assert {bell.unread for bell in bells.values()} == {1}


async def test_suggestions_name_only_members_of_the_room(open_page, garden, ana, sam, zoe):
    page = await open_page(sam, "garden")
    await page.act("suggest", body="What does @a")
    await page.until('<option value="What does @ana ">Ana Ruiz</option>')
    page.frames.clear()
    await page.act("suggest", body="What does @z")
    await page.until('<datalist hx-swap-oob="true" id="names"></datalist>')
    assert "Zoe" not in "".join(frame for frame in page.frames if "datalist" in frame)


async def test_mention_becomes_a_chip_and_typed_markup_stays_text(open_page, lobby, ana, ben, say):
    page = await open_page(ben, "lobby", "x.0")
    await later(say, lobby, ana, '@ben <b class="mention" data-person="1">@fake</b>')
    await page.until(f'<b class="mention" data-person="{ben.pk}" title="Ben Okafor">@ben</b>')
    await page.until("&lt;b class=")


async def test_announcement_counts_for_its_audience_until_it_is_read(
    open_page, lobby, ana, sam, zoe
):
    sam_page, zoe_page = await open_page(sam, "lobby"), await open_page(zoe, "lobby")
    for page in (sam_page, zoe_page):
        await page.until(lambda page: count(page) == 0)
        await page.drain()
    announcement = await later(Announcement.objects.announce, None, "For staff", audience="staff")
    await sam_page.until(lambda page: count(page) == 1)
    assert "For staff" in "".join(sam_page.frames)
    assert toasts(sam_page) == []
    await zoe_page.drain()
    assert "For staff" not in "".join(zoe_page.frames)
    await sam_page.act("announcement_read", announcement=announcement.pk)
    await sam_page.until(lambda page: count(page) == 0)


async def test_marking_all_as_read_includes_announcements(open_page, lobby, ana):
    await later(Announcement.objects.announce, None, "For everyone")
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 1)
    await page.act("read_all")
    await page.until(lambda page: count(page) == 0)


async def test_announcement_reads_no_notifications_again_and_pushes_no_list(
    open_page, lobby, ana, ben, monkeypatch
):
    await later(notify, [ana, ben], "deploy", "The site was deployed")
    pages = [await open_page(person, "lobby") for person in (ana, ben)]
    for page in pages:
        await page.until(lambda page: count(page) == 1)
        await page.drain()
        page.frames.clear()
    with monkeypatch.context() as patch:
        patch.setattr(bell, "_latest", None)
        patch.setattr(bell, "_counts", None)
        news = await later(Announcement.objects.announce, None, "For everyone")
        for page in pages:
            await page.until(lambda page: count(page) == 2)
            assert f'href="/announcements/{news.pk}/"' in "".join(page.frames)
            assert "deployed" not in "".join(page.frames)
        await later(news.withdraw)
        for page in pages:
            await page.until(lambda page: count(page) == 1)
    await later(notify, ana, "deploy", "Once more")
    await pages[0].until(lambda page: count(page) == 2)


async def test_many_bells_are_read_in_portions(open_page, lobby, ana, ben, monkeypatch):
    monkeypatch.setattr(feeds, "PORTION", 1)
    read = []
    monkeypatch.setattr(
        feeds, "bells_of", lambda people, known: read.append(people) or bells_of(people, known)
    )
    pages = [await open_page(person, "lobby") for person in (ana, ben)]
    await drain_all(pages, 0.3)
    read.clear()
    await later(Announcement.objects.announce, None, "For everyone")
    for page in pages:
        await page.until(lambda page: count(page) == 1)
    assert {len(people) for people in read} == {1}


async def test_announcement_stands_above_the_notifications_of_a_fresh_page_too(
    open_page, lobby, ana, client_of
):
    await later(notify, ana, "deploy", "The site was deployed")
    page = await open_page(ana, "/ws/site/")
    await page.until(lambda page: count(page) == 1)
    await later(Announcement.objects.announce, None, "For everyone")
    await page.until(lambda page: count(page) == 2)
    pushed = re.findall(r"innerHTML:#announced,[^>]*>(.*?)</div>", "".join(page.frames), re.S)[-1]
    fresh = await later(lambda: client_of(ana).get("/people/").content.decode())
    assert f'<ol id="announced" class="notifications">{pushed}</ol>' in fresh


async def test_ended_announcement_disappears_from_the_bell(open_page, lobby, ana):
    soon = timezone.now() + timedelta(seconds=2)
    await later(lambda: Announcement.objects.announce(None, "Briefly", ends_at=soon))
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 1)
    await page.until(lambda page: count(page) == 0, timeout=6)


async def test_composer_of_several_lines_lists_suggested_names(open_page, garden, sam, zoe):
    page = await open_page(sam, "garden")
    await page.act("suggest", body="Ask\n@", lines="on")
    await page.until("@ana <small><bdi>Ana Ruiz</bdi></small>")
    assert "zoe" not in page.frames[-1]
