"""Locks: what is locked in one room is slow there only, and nobody deadlocks."""

import asyncio

import psycopg
import pytest

from tests.stack.load import load

pytestmark = pytest.mark.stack


async def test_locked_room_keeps_only_its_own_people_waiting(start_stack):
    stack = start_stack(1)
    ana, ben = await stack.open("ana", slug="attic"), await stack.open("ben")
    with psycopg.connect(stack.postgres.url(stack.database)) as other:
        other.execute("SELECT id FROM rooms_room WHERE slug = 'attic' FOR UPDATE")
        waiting = ana.post("In the attic")
        await asyncio.sleep(0.5)
        for n in range(5):
            ben.post(f"In the lobby {n}")
        await ben.until("In the lobby 4", timeout=3)
        assert waiting not in ana.accepted
    await ana.until("In the attic", timeout=12)
    assert list(stack.stored("attic").values())[-1] == "In the attic"


async def test_posts_and_entering_pages_do_not_deadlock(start_stack):
    stack = start_stack(2)

    async def enter(stack):
        for n in range(24):
            await stack.open(["ana", "ben", "sam", "zoe"][n % 4])

    outcome = await load(stack, enter, posts=120, per_second=40)
    assert outcome.is_right, outcome
    assert stack.deadlocks() == 0
