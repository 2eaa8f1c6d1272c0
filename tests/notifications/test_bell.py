import re
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from rooms.live import hints
from rooms.models import Announcement, Notification, notify
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


def count(page):
    counts = re.findall(r"#bell \.count,[^>]*>\s*(\d*)", "".join(page.frames))
    return int(counts[-1] or 0) if counts else None


def toasts(page):
    return re.findall(r'class="toast"><a href="[^"]*">([^<]*)', "".join(page.frames))


async def test_it_rings_on_whatever_page_one_is(open_page, lobby, garden, ana, sam, say):
    elsewhere, site = await open_page(ana, "garden"), await open_page(ana, "/ws/site/")
    for page in (elsewhere, site):
        await page.until(lambda page: count(page) == 0)
    await later(say, lobby, sam, "@ana come here")
    for page in (elsewhere, site):
        await page.until(lambda page: count(page) == 1, timeout=1)
        await page.until(
            lambda page: toasts(page) == ["Sam Lindqvist in # Lobby: “@ana come here”"]
        )
        assert 'class="notification"' in "".join(page.frames)


async def test_nobody_else_hears_it(open_page, lobby, ana, ben, zoe):
    page = await open_page(zoe, "lobby")
    await page.drain()
    await later(notify, [ana, ben], "secret", "for your eyes only")
    await page.drain()
    assert "for your eyes only" not in "".join(page.frames)


async def test_reading_in_one_tab_clears_the_other(open_page, lobby, ana):
    await later(notify, ana, "deploy", "done")
    here, there = await open_page(ana, "lobby"), await open_page(ana, "/ws/site/")
    for page in (here, there):
        await page.until(lambda page: count(page) == 1)
    await here.act("read_all")
    for page in (here, there):
        await page.until(lambda page: count(page) == 0)


async def test_one_is_marked_as_read_and_only_ones_own(open_page, lobby, ana, ben):
    def tell():
        notify([ana, ben], "deploy", "done")
        return [Notification.objects.get(user=person).pk for person in (ana, ben)]

    mine, theirs = await later(tell)
    page = await open_page(ana, "lobby")
    await page.act("read", notification=theirs)
    await page.act("read", notification=mine)
    await page.until(lambda page: count(page) == 0)
    assert await later(lambda: Notification.objects.get(pk=theirs).read_at) is None


async def test_what_came_while_one_was_away_is_there_without_a_toast(open_page, lobby, ana):
    await later(notify, ana, "deploy", "while you were away")
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 1)
    await page.drain()
    assert toasts(page) == []


async def test_many_at_once_are_three_toasts_and_a_line(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 0)
    await page.drain()
    page.frames.clear()

    @transaction.atomic
    def tell():
        for n in range(9):
            notify(ana, "deploy", f"number {n}")

    await later(tell)
    await page.until("and 6 more")
    assert "".join(page.frames).count('class="toast"') == 4


async def test_the_title_counts_what_no_unread_message_counts(
    open_page, lobby, garden, ana, sam, say
):
    page = await open_page(ana, "garden")
    await page.drain()
    await later(say, lobby, sam, "@ana look")
    await later(notify, ana, "deploy", "done")
    await page.until("(2) Garden")


async def test_a_process_without_a_shared_layer_is_heard_within_two_seconds(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 0)

    def run():
        call_command("notify", "ana", "from a cron job", url="/rooms/lobby/")
        connections.close_all()

    await page.drain()
    send, hints.send = hints.send, _lose
    try:
        thread = threading.Thread(target=run)
        thread.start()
        await page.until(lambda page: toasts(page) == ["from a cron job"], timeout=3)
        thread.join()
    finally:
        hints.send = send


async def _lose(heads):
    """A process of its own has a layer of its own, which nobody here listens to."""


async def test_bells_take_three_queries_however_many_people(
    ana, ben, sam, django_assert_num_queries
):
    from rooms.notifications.bell import bells_of

    def ask():
        notify([ana, ben, sam], "deploy", "done")
        with django_assert_num_queries(3):
            return bells_of([ana.pk, ben.pk, sam.pk])

    bells = await later(ask)
    assert {bell.unread for bell in bells.values()} == {1}


async def test_names_are_suggested_to_members_from_members(open_page, garden, ana, sam, zoe):
    page = await open_page(sam, "garden")
    await page.act("suggest", body="What does @a")
    await page.until('<option value="What does @ana ">Ana Ruiz</option>')
    page.frames.clear()
    await page.act("suggest", body="What does @z")
    await page.until('<datalist id="names"></datalist>')
    assert "Zoe" not in "".join(frame for frame in page.frames if "datalist" in frame)


async def test_a_mention_is_a_chip_and_typed_markup_is_not(open_page, lobby, ana, ben, say):
    page = await open_page(ben, "lobby", "x.0")
    await later(say, lobby, ana, '@ben <b class="mention" data-person="1">@fake</b>')
    await page.until(f'<b class="mention" data-person="{ben.pk}" title="Ben Okafor">@ben</b>')
    await page.until("&lt;b class=")


async def test_an_announcement_rings_for_its_audience_until_it_is_seen(
    open_page, lobby, ana, sam, zoe
):
    sams, zoes = await open_page(sam, "lobby"), await open_page(zoe, "lobby")
    for page in (sams, zoes):
        await page.until(lambda page: count(page) == 0)
        await page.drain()
    announcement = await later(Announcement.objects.announce, None, "For staff", audience="staff")
    await sams.until(lambda page: count(page) == 1)
    assert "For staff" in "".join(sams.frames)
    assert toasts(sams) == []
    await zoes.drain()
    assert "For staff" not in "".join(zoes.frames)
    await sams.act("announcement_read", announcement=announcement.pk)
    await sams.until(lambda page: count(page) == 0)


async def test_marking_all_as_read_covers_announcements(open_page, lobby, ana):
    await later(Announcement.objects.announce, None, "For everyone")
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 1)
    await page.act("read_all")
    await page.until(lambda page: count(page) == 0)


async def test_an_announcement_that_ends_leaves_the_bell(open_page, lobby, ana):
    soon = timezone.now() + timedelta(seconds=2)
    await later(lambda: Announcement.objects.announce(None, "Briefly", ends_at=soon))
    page = await open_page(ana, "lobby")
    await page.until(lambda page: count(page) == 1)
    await page.until(lambda page: count(page) == 0, timeout=6)


async def test_names_are_listed_where_one_writes_several_lines(open_page, garden, sam, zoe):
    page = await open_page(sam, "garden")
    await page.act("suggest", body="Ask\n@", lines="on")
    await page.until("@ana <small>Ana Ruiz</small>")
    assert "zoe" not in page.frames[-1]
