"""What is read is what somebody looks at, and who looks at nothing is away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import Connection, Membership
from rooms.models.connection import NEW_FOR
from tests.live_page import beat, later

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def is_read(lobby, ben):
    """Whether Ben has read all of the lobby."""

    def is_read():
        membership = Membership.objects.select_related("room").get(room=lobby, user=ben)
        return membership.read_posts == membership.room.posts

    return is_read


@pytest.fixture
def open_unseen(open_page):
    """Open a page in a tab that is not in front, or whose end is not in sight."""

    async def open_unseen(person, slug, **options):
        page = await open_page(person, slug, is_seen=False, **options)
        await page.drain()
        return page

    return open_unseen


async def test_page_in_the_background_reads_nothing_until_somebody_looks(
    open_unseen, lobby, ana, ben, say, is_read
):
    page = await open_unseen(ben, "lobby")
    await later(say, lobby, ana, "Hello")
    await page.until("Hello</div>")
    await beat(page)
    assert not await later(is_read)
    await page.act("end")
    await page.act("look")
    await page.until_true(is_read)


async def test_page_that_is_scrolled_up_reads_nothing_until_its_end_is_in_sight(
    open_page, lobby, ana, ben, say, is_read
):
    page = await open_page(ben, "lobby")
    await page.drain()
    page.is_seen = False
    await page.act("scrolled")
    await page.until('id="end"')
    await page.drain()
    await later(say, lobby, ana, "Hello")
    await beat(page)
    assert not await later(is_read)
    await page.act("end")
    await page.until_true(is_read)


async def test_page_that_is_left_reads_nothing_more(open_page, lobby, ana, ben, say, is_read):
    page = await open_page(ben, "lobby")
    await page.drain()
    await page.act("away")
    await page.until_true(Connection.objects.filter(is_reading=False, user=ben).exists)
    await later(say, lobby, ana, "Hello")
    await page.until("Hello</div>")
    await page.close()
    assert not await later(is_read)


async def test_page_of_older_messages_reads_nothing(open_page, lobby, ana, ben, say, is_read):
    page = await open_page(ben, "/ws/rooms/lobby/?past")
    await page.drain()
    await later(say, lobby, ana, "Hello")
    await beat(page)
    assert not await later(is_read)


async def test_count_of_a_room_that_is_open_and_not_looked_at_is_in_title_and_sidebar(
    open_unseen, lobby, ana, ben, say
):
    page = await open_unseen(ben, "lobby")
    await later(Connection.objects.update, opened_at=timezone.now() - NEW_FOR)
    await later(say, lobby, ana, "Hello")
    await page.until(">(1) Lobby<")
    page.frames.clear()
    await page.act("end")
    await page.act("look")
    await page.until(">Lobby<")


async def test_mention_on_a_page_that_is_read_is_read_without_a_toast(
    open_page, lobby, ana, ben, say
):
    page, other = await open_page(ben, "lobby"), await open_page(ben, "/ws/site/")
    await page.drain()
    await other.drain()
    await later(say, lobby, ana, "@ben are you there?")
    await page.until('class="notification"', timeout=6)
    assert not await later(ben.notifications.unread().exists)
    await other.drain()
    assert "toast" not in "".join(page.frames + other.frames)


async def test_mention_on_a_page_that_is_not_looked_at_rings(open_unseen, lobby, ana, ben, say):
    page = await open_unseen(ben, "lobby")
    await later(say, lobby, ana, "@ben are you there?")
    await page.until("toast")
    await page.act("end")
    await page.act("look")
    await page.until_true(lambda: not ben.notifications.unread().exists())


async def test_mention_rings_if_the_page_that_is_read_proves_nothing(
    open_page, lobby, ana, ben, say
):
    page = await open_page(ben, "lobby")
    await page.drain()
    page.answers_beats = False
    await later(say, lobby, ana, "@ben are you there?")
    await page.until("toast", timeout=8)


async def test_person_who_looks_at_no_page_is_away(open_page, lobby, ana, ben):
    page, ana_page = await open_page(ben, "lobby"), await open_page(ana, "lobby")
    await page.drain()
    await page.act("away")
    long_ago = timezone.now() - timedelta(minutes=2)
    of_ben = Connection.objects.filter(user=ben)
    await page.until_true(lambda: not of_ben.filter(away_since=None).exists())
    await later(of_ben.update, away_since=long_ago)
    await ana_page.until("person--away", timeout=8)
    ana_page.frames.clear()
    await page.act("look")
    await ana_page.until(
        lambda page: any("Ben" in f and "person--away" not in f for f in page.frames), timeout=8
    )


async def test_only_a_browser_that_draws_nothing_in_hidden_tabs_is_asked(open_page, ben, lobby):
    page = await open_page(ben, "lobby", browser="Firefox/153.0")
    await page.drain()
    assert 'id="look"' not in "".join(page.frames)


def test_page_that_a_browser_opens_is_not_read_yet(client_of, lobby, ana, ben, say, is_read):
    say(lobby, ana, "Hello")
    client = client_of(ben)
    html = client.get("/rooms/lobby/", headers={"sec-fetch-dest": "document"}).content.decode()
    assert not is_read()
    assert '<noscript><img src="/rooms/lobby/seen/"' in html
    client.get("/rooms/lobby/seen/")
    assert is_read()


def test_page_that_a_program_gets_is_read(client_of, lobby, ana, ben, say, is_read):
    say(lobby, ana, "@ben")
    client_of(ben).get("/rooms/lobby/")
    assert is_read()
    assert not ben.notifications.unread().exists()
