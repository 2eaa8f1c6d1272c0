"""What a change costs with many who wait: one render for each audience, and few frames."""

import uuid

import pytest

from rooms.models import Membership, Message, Room, Ticket, User
from rooms.support.feeds import PositionFeed
from tests.live_page import drain_all, later
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = 500


def fill_queue(count):
    """So many visitors who wait, without their open pages."""
    names = [f"guest-{n}" for n in range(count)]
    User.objects.bulk_create(
        User(username=name, username_key=name, display_name=name, hue=1, kind=User.GUEST)
        for name in names
    )
    guests = list(User.objects.filter(username__in=names).order_by("pk"))
    rooms = Room.objects.bulk_create(Room(kind=Room.SUPPORT, slug=name) for name in names)
    pairs = list(zip(rooms, guests, strict=True))
    Membership.objects.bulk_create(Membership(room=room, user=guest) for room, guest in pairs)
    Ticket.objects.bulk_create(
        Ticket(room=room, guest=guest, key=uuid.uuid4(), waiting_since=guest.date_joined, place=n)
        for n, (room, guest) in enumerate(pairs, 1)
    )


async def test_place_is_rendered_once_for_all_who_wait(visit, on_duty, sam, rendered):
    visitors = [await later(Visitor, f"Visitor {n}") for n in range(4)]
    await later(fill_queue, WAITING)
    pages = [await visit(visitor) for visitor in visitors]
    await drain_all(pages)
    rendered.clear()
    await later(visitors[0].ticket.take, sam)
    await drain_all(pages, 1.5)
    assert rendered.count("support/_position.html") <= 2  # “You are next”, and the others
    for n, page in enumerate(pages[1:], 1):
        assert ("You are next" if n == 1 else f"number {n} in") in "".join(page.frames)


async def test_places_are_told_at_most_once_a_second(visit, on_duty, sam):
    assert PositionFeed.throttle >= 1
    visitors = [await later(Visitor, f"Visitor {n}") for n in range(8)]
    page = await visit(visitors[-1])
    await drain_all([page])
    page.frames.clear()
    for visitor in visitors[:6]:
        await later(visitor.ticket.take, sam)
    await page.until("You are number 2 in the queue.")
    told = [frame for frame in page.frames if "You are number" in frame]
    assert len(told) <= 3


async def test_queue_is_rendered_once_for_all_agents(open_page, sam, rendered):
    await later(fill_queue, WAITING)
    pages = [await open_page(sam, "/ws/dashboard/support/") for _ in range(3)]
    await drain_all(pages)
    rendered.clear()
    vera = await later(Ticket.objects.waiting().first)
    await later(vera.take, sam)
    await drain_all(pages, 1)
    assert rendered.count("support/_queue.html") == 1
    assert rendered.count("support/_ticket.html") <= 2
    assert all(f"{WAITING - 1}" in "".join(page.frames) for page in pages)
    assert await later(Message.objects.count) == 0
