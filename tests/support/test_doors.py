"""What a visitor may do has the same outcome and limit at both of their doors."""

import pytest

from rooms.models import Ticket
from rooms.support.actions import OF_VISITORS
from tests.live_page import later
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

PLAYS = {"conversation_end": ("end/", {}), "conversation_rate": ("rate/", {"rating": 4})}


def outcome(visitor):
    ticket = Ticket.objects.get(pk=visitor.ticket.pk)
    return ticket.state, ticket.rating


def begin(name):
    """A visitor whose conversation is in the state in which that is done to it."""
    visitor = Visitor()
    if name == "conversation_rate":
        visitor.ticket.close()
    return visitor


def test_every_action_of_visitors_is_played():
    assert set(PLAYS) == set(OF_VISITORS)


@pytest.mark.parametrize("name", PLAYS)
async def test_action_has_the_same_outcome_at_both_doors(name, visit):
    address, data = PLAYS[name]
    plain, live = await later(begin, name), await later(begin, name)
    answer = await later(plain.client.post, plain.address + address, data)
    assert answer.status_code == 302
    page = await visit(live)
    await page.act(name, **data)
    await page.act("unknown")
    await page.until("the action is unknown")
    assert await later(outcome, plain) == await later(outcome, live)


@pytest.mark.parametrize("name", PLAYS)
async def test_limit_that_is_used_up_holds_at_both_doors(name, visit):
    address, data = PLAYS[name]
    visitor = await later(begin, name)
    before, rate = await later(outcome, visitor), OF_VISITORS[name].rate
    for _ in range(rate.times):
        rate.check(name, visitor.guest.pk)
    answer = await later(visitor.client.post, visitor.address + address, data)
    assert answer.status_code == 429
    assert "You can go on in" in answer.content.decode()
    page = await visit(visitor)
    await page.act(name, **data)
    await page.until("You can go on in")
    assert await later(outcome, visitor) == before
