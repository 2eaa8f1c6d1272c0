"""The clock of the machine is set while pages are open: order comes from numbers alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.live_page import fresh_messages, later

pytestmark = pytest.mark.django_db(transaction=True)

JUMPS = {
    "an hour back": [timedelta(hours=-1)],
    "a day on": [timedelta(days=1)],
    "back, on and right again": [timedelta(hours=-1), timedelta(days=1), timedelta()],
    "a year back": [timedelta(days=-365)],
}


class Clock(datetime):
    """What `django.utils.timezone` reads the time from, also where it is a field's default."""

    offset = timedelta()

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.offset


@pytest.fixture
def set_clock(monkeypatch):
    """Sets the clock of this process so far from the right time."""
    monkeypatch.setattr(timezone, "datetime", Clock)
    return lambda offset: monkeypatch.setattr(Clock, "offset", offset)


async def everybody_writes(pages, number):
    for page, name in zip(pages, ("ana", "ben"), strict=True):
        await page.act("post", body=f"{name} {number}")
        for each in pages:
            await each.until(f"{name} {number}</div>")


@pytest.mark.parametrize("jumps", JUMPS.values(), ids=JUMPS)
async def test_messages_stand_once_in_the_order_of_their_numbers(
    jumps, open_page, lobby, ana, ben, cursor_of, set_clock
):
    cursor = await later(cursor_of, lobby)
    pages = [await open_page(person, "lobby", cursor) for person in (ana, ben)]
    await everybody_writes(pages, 0)
    for number, offset in enumerate(jumps, 1):
        set_clock(offset)
        await everybody_writes(pages, number)
        newest = await later(lobby.messages.order_by("-seq").first)
        assert abs(newest.created_at - offset - datetime.now(UTC)) < timedelta(minutes=1)
    first = await later(lobby.messages.earliest, "seq")
    await later(first.edit, "edited by another clock")
    fresh = await later(fresh_messages, pages[0].client, "lobby")
    assert len(fresh) == 2 * (len(jumps) + 1)
    for page in pages:
        await page.until("edited by another clock")
        assert list(page.messages.items()) == list(fresh.items())
        assert page.doubled == 0


@pytest.mark.parametrize("jumps", JUMPS.values(), ids=JUMPS)
async def test_who_comes_after_the_jump_is_present_on_the_pages_that_were_open(
    jumps, open_page, lobby, ana, zoe, set_clock
):
    page = await open_page(ana, "lobby")
    await page.until('"innerHTML:#presence')
    for offset in jumps:
        set_clock(offset)
    page.frames.clear()
    other = await open_page(zoe, "lobby")
    for each in (page, other):
        await each.until(lambda page: any(shows(zoe, frame) for frame in page.frames))
    page.frames.clear()
    await other.act("typing")
    await page.until(lambda page: any(types(zoe, frame) for frame in page.frames))
    for path in ("/rooms/lobby/", "/people/", "/notifications/", "/rooms/"):
        assert (await later(page.client.get, path)).status_code == 200


def shows(person, frame):
    _, _, presence = frame.partition('"innerHTML:#presence')
    return f'data-person="{person.pk}"' in presence


def types(person, frame):
    _, _, typing = frame.partition('"innerHTML:#typing')
    return person.display_name in typing
