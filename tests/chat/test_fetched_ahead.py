"""A page that comes back fetches the forms to come ahead: meanwhile it could not."""

import re

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

FORM = re.compile(r'rel="prefetch" href="/composer/\S+/(\d+)/"')
ROOM = "/ws/rooms/lobby/?page=token"


def links(page):
    """The numbers of the forms that the server has told the page to fetch."""
    return [int(n) for n in FORM.findall("".join(page.frames))]


async def come_back(page, n):
    await page.act("ready", n=n, outbox="outbox", lines="")
    await page.act("suggest", n=n, outbox="outbox", body="")
    await page.drain()


async def test_page_that_has_written_gets_the_seven_forms_after_its_own(open_page, lobby, ana):
    page = await open_page(ana, ROOM)
    await come_back(page, 3)
    assert links(page) == [4, 5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize("n", [0, "", "rubbish", -1])
async def test_page_that_has_written_nothing_gets_none(open_page, lobby, ana, n):
    page = await open_page(ana, ROOM)
    await come_back(page, n)
    assert links(page) == []
