"""An older database takes the place of the present one: no page keeps what it does not have."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from rooms.models import AuditEntry, Site
from rooms.models.site import Moment
from tests.attacks.visitor import Visitor
from tests.conversation import ITEM

LOST, REGROWN = 16, 20
"Messages that the back-up does not have, and those posted after it was restored."


class Backup:
    """A copy of the site's database, made with SQLite's own means."""

    def __init__(self, site, path):
        self.site, self.path = site, path
        self._copy(site.folder / "hearth.sqlite3", path)

    def restore(self):
        """Into the database that may be in use."""
        self._copy(self.path, self.site.folder / "hearth.sqlite3")

    def _copy(self, source, target):
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)


async def post(visitor, *bodies):
    for body in bodies:
        await asyncio.to_thread(visitor.post, "/rooms/lobby/", body=body)


async def fresh(visitor):
    """The messages as a page shows them that is opened now."""
    _, html = await asyncio.to_thread(visitor.get, "/rooms/lobby/")
    return dict(ITEM.findall(html))


async def lose_and_grow_again(site, tmp_path, page, visitor, restore):
    """Post, go back to before that, and post other messages until the numbers are higher."""
    await post(visitor, *[f"Kept {n}" for n in range(3)])
    backup = Backup(site, tmp_path / "backup.sqlite3")
    await post(visitor, *[f"Lost {n}" for n in range(LOST)])
    await page.until(f"Lost {LOST - 1}")
    await restore(backup)
    await post(visitor, *[f"New {n}" for n in range(REGROWN)])


async def shows_what_is_there(page, visitor, timeout=15):
    there = await fresh(visitor)
    assert sum("Lost" in html for html in there.values()) == 0
    assert sum("New" in html for html in there.values()) == REGROWN
    async with asyncio.timeout(timeout):
        while page.messages != there:
            await page._next_change()


async def test_page_that_was_away_until_the_numbers_had_grown_again(site, readers, tmp_path):
    visitor = await asyncio.to_thread(Visitor.signed_in, site, "ben")
    page = await readers("ana")

    async def restore(backup):
        page.urls = ["http://127.0.0.1:9"]
        site.kill()
        await asyncio.to_thread(backup.restore)
        await asyncio.to_thread(site.start)

    await lose_and_grow_again(site, tmp_path, page, visitor, restore)
    page.urls = [site.url]
    await shows_what_is_there(page, visitor)


async def test_open_page_of_a_running_process(site, readers, tmp_path):
    visitor = await asyncio.to_thread(Visitor.signed_in, site, "ben")
    page = await readers("ana")

    async def restore(backup):
        await asyncio.to_thread(backup.restore)

    await lose_and_grow_again(site, tmp_path, page, visitor, restore)
    await shows_what_is_there(page, visitor)


@pytest.mark.django_db
def test_older_database_gets_a_new_epoch_once(client):
    now, epoch = Site.tick(Moment(0, 0))
    later = now._replace(ticks=now.ticks + 5)
    restored, new_epoch = Site.tick(later)
    assert new_epoch != epoch
    assert restored > later
    assert Site.tick(later)[1] == Site.tick(restored)[1] == new_epoch
    assert AuditEntry.objects.filter(verb="backup restored").count() == 1
