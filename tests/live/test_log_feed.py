"""Pages that subscribe to a log feed, and leave it, while it reads."""

import asyncio
import threading

import pytest

from rooms.chat.feeds import MessageFeed
from rooms.live.database import in_database
from rooms.live.hub import Hub
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


class Busy:
    """Keeps the database thread busy during the block, so that reads wait for its end."""

    async def __aenter__(self):
        self.over = threading.Event()
        self.waiting = asyncio.create_task(in_database(self.over.wait, 5))

    async def __aexit__(self, *error):
        self.over.set()
        await self.waiting


async def until(predicate):
    async with asyncio.timeout(4):
        while not predicate():
            await asyncio.sleep(0.01)


@pytest.fixture
async def joining(open_page, lobby, ana, ben, cursor_of):
    """Two pages of the room that have not sent their cursors yet."""
    pages = [await open_page(who, "lobby") for who in (ana, ben)]
    cursor = await later(cursor_of, lobby)
    for page in pages:
        page.cursor = cursor
    return pages


async def test_page_that_joins_beside_one_that_leaves_gets_later_messages(joining, lobby, ben, say):
    leaves, stays = joining
    feeds = Hub.running().feeds
    async with Busy():
        for page in joining:
            await page.act("resume", cursor=page.cursor)
        await until(lambda: (MessageFeed, lobby.pk) in feeds)
        feed = feeds[MessageFeed, lobby.pk]
        await until(lambda: len(feed._reading) == 2)
        leaves.socket.future.cancel()
        await until(lambda: len(feed._reading) == 1)
        assert feeds[MessageFeed, lobby.pk] is feed
    await later(say, lobby, ben, "after the other left")
    await stays.until("after the other left</div>")


async def test_feed_is_discarded_when_all_leave_during_its_read(joining, lobby):
    feeds = Hub.running().feeds
    async with Busy():
        for page in joining:
            await page.act("resume", cursor=page.cursor)
        await until(lambda: (MessageFeed, lobby.pk) in feeds)
        feed = feeds[MessageFeed, lobby.pk]
        await until(lambda: len(feed._reading) == 2)
        for page in joining:
            page.socket.future.cancel()
        await until(lambda: (MessageFeed, lobby.pk) not in feeds)
