"""Both sides of a conversation live: what the visitor is told, and what they never get."""

import pytest

from tests.live_page import later
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)


async def test_visitor_and_agent_talk(visit, open_page, sam):
    vera = await later(Visitor)
    await later(vera.ticket.take, sam)
    theirs = await visit(vera)
    mine = await open_page(sam, f"/ws/dashboard/support/{vera.slug}/")
    await theirs.until("is here and answers you")
    await mine.act("post", body="Which one?", key="d6b1a3b2-0000-4000-8000-000000000001")
    await theirs.until("Which one?")
    await theirs.act("post", body="The blue one", key="d6b1a3b2-0000-4000-8000-000000000002")
    await mine.until("The blue one")
    assert "/people/" not in "".join(theirs.frames)


async def test_visitor_sees_place_and_who_takes_over(visit, on_duty, sam):
    first, second = await later(Visitor), await later(Visitor, "Olga")
    page = await visit(second)
    await page.until("You are number 2 in the queue.")
    await later(first.ticket.take, sam)
    await page.until("You are next.")
    await later(second.ticket.take, sam)
    await page.until("answers you, and is away")


async def test_agent_sees_the_queue_change(open_page, sam):
    page = await open_page(sam, "/ws/dashboard/support/")
    await page.until("Nobody is waiting.")
    vera = await later(Visitor)
    await page.until(f'id="ticket-{vera.ticket.pk}"')
    await later(vera.ticket.take, sam)
    page.frames.clear()
    await page.until("Nobody is waiting.")


async def test_stranger_cannot_open_the_socket(visit, open_page, ana, sam):
    vera, olga = await later(Visitor), await later(Visitor, "Olga")
    for page in (
        await visit(olga, vera.slug),
        await open_page(ana, f"/ws/support/{vera.slug}/"),
        await open_page(sam, f"/ws/support/{vera.slug}/"),
        await open_page(ana, f"/ws/dashboard/support/{vera.slug}/"),
    ):
        await page.until(lambda page: page.close_code)
        assert page.close_code in (4401, 4403)
        assert "parcel" not in "".join(page.frames)


async def test_visitor_has_no_other_page_of_the_site(visit):
    vera = await later(Visitor)
    for path in ("/ws/site/", f"/ws/rooms/{vera.slug}/", "/ws/dashboard/support/"):
        page = vera.page()
        page.socket.scope["path"] = path
        await page.connect()
        await page.until(lambda page: page.close_code)
        assert page.close_code == 4401


async def test_page_ends_with_the_guests_sessions(visit, on_duty):
    vera = await later(Visitor)
    page = await visit(vera)
    await page.until("You are next.")
    await later(vera.guest.end_sessions)
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4401


async def test_note_reaches_agents_and_never_the_visitor(visit, open_page, sam):
    vera = await later(Visitor)
    await later(vera.ticket.take, sam)
    theirs = await visit(vera)
    mine = await open_page(sam, f"/ws/dashboard/support/{vera.slug}/")
    await theirs.until("is here and answers you")
    await mine.act("ticket_note", ticket=vera.slug, body="heliotrope: she calls every week")
    await mine.until("heliotrope")
    await later(vera.ticket.hand_over, sam, sam, "heliotrope again")
    await mine.act("post", body="Good morning", key="d6b1a3b2-0000-4000-8000-000000000003")
    await theirs.until("Good morning")
    pages = [await later(vera.get), await later(vera.get, f"{vera.address}older/?before=1")]
    bytes_of_theirs = "".join([*theirs.frames, *(page.content.decode() for page in pages)])
    assert "heliotrope" not in bytes_of_theirs


async def test_visitor_ends_and_rates_over_the_socket(visit):
    vera = await later(Visitor)
    page = await visit(vera)
    await page.act("conversation_rate", rating="5")
    await page.until("once it has ended")
    await page.act("conversation_end")
    await page.until("This conversation is closed.")
    await page.act("conversation_rate", rating="6")
    await page.until("Select a valid choice")
    await page.act("conversation_rate", rating="5", words="Quick")
    await page.until("Thank you.")
    await later(vera.ticket.refresh_from_db)
    assert (vera.ticket.rating, vera.ticket.rating_words) == (5, "Quick")


async def test_agents_page_that_comes_back_fetches_its_forms_ahead(open_page, sam):
    vera = await later(Visitor)
    page = await open_page(sam, f"/ws/dashboard/support/{vera.slug}/?page=token")
    await page.act("ready", n=3, outbox="desk", lines="")
    await page.until("#desk-ahead")
    frames = "".join(page.frames)
    assert all(f"/one/{n}/" in frames for n in range(4, 11))
