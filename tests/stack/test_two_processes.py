"""People on different processes chat, are present, type, are notified and limited as on one."""

import pytest

from tests.stack.load import load

pytestmark = pytest.mark.stack


@pytest.fixture
async def stack(start_stack):
    stack = start_stack(2)
    yield stack
    assert not stack.faults()


async def test_message_reaches_the_page_on_the_other_process(stack):
    ana, ben = await stack.open("ana", process=0), await stack.open("ben", process=1)
    ana.post("Hello from the one process")
    await ben.until("Hello from the one process")
    ben.post("Hello from the other")
    await ana.until("Hello from the other")


async def test_each_sees_who_is_present_and_who_types_on_the_other(stack):
    ana, ben = await stack.open("ana", process=0), await stack.open("ben", process=1)
    await ana.until("Ben Okafor")
    ben.send("typing")
    await ana.until(lambda page: any("#typing" in f and "Ben" in f for f in page.frames))


async def test_mention_rings_the_bell_on_the_other_process(stack):
    ana = await stack.open("ana", process=0)
    ben = await stack.open("ben", slug="attic", process=1)
    ana.post("What do you think, @ben?")
    await ben.until(lambda page: any("in # Lobby" in frame for frame in page.frames))


async def test_limit_is_one_for_both_processes(stack):
    pages = [await stack.open("ana", process=n) for n in (0, 1)]
    for n in range(70):
        pages[n % 2].post(f"Post {n}")
    for page in pages:
        await page.until("You can go on in")
    assert len(stack.stored()) == 60


async def test_nothing_is_lost_doubled_or_disordered_between_them(stack):
    async def nothing(stack):
        """No fault."""

    outcome = await load(stack, nothing, posts=60)
    assert outcome.is_right, outcome
    assert stack.deadlocks() == 0
