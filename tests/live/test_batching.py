"""Calls that gather while a round is under way are made as one."""

import asyncio
import threading

import pytest

from rooms.live.batching import MOST, Together


class Slow:
    """Answers every round only when the test lets it."""

    def __init__(self):
        self.rounds, self.may_go, self.began = [], threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, calls):
        self.rounds.append(calls)
        self.began.release()
        assert self.may_go.acquire(timeout=5)
        return [ValueError(call) if call < 0 else call * 10 for call in calls]

    async def until_it_began(self):
        await asyncio.to_thread(self.began.acquire)


@pytest.fixture
def slow():
    return Slow()


async def asked(together, *calls):
    tasks = [asyncio.create_task(together(call)) for call in calls]
    await asyncio.sleep(0)
    return tasks


async def test_a_single_call_goes_at_once_and_what_comes_meanwhile_goes_together(slow):
    together = Together(slow)
    first = await asked(together, 1)
    await slow.until_it_began()
    others = await asked(together, 2, 3, 4)
    slow.may_go.release(2)
    assert await asyncio.gather(*first, *others) == [10, 20, 30, 40]
    assert slow.rounds == [[1], [2, 3, 4]]


async def test_after_a_round_of_several_the_next_waits_a_moment_for_company(slow, monkeypatch):
    monkeypatch.setattr("rooms.live.batching.MOMENT", 0.3)
    together = Together(slow)
    slow.may_go.release(3)
    await asyncio.gather(together(1), together(2))
    early = await asked(together, 3)
    for _ in range(100):
        await asyncio.sleep(0)
    late = await asked(together, 4)
    assert await asyncio.gather(*early, *late) == [30, 40]
    assert slow.rounds == [[1, 2], [3, 4]]


async def test_after_a_single_call_nobody_waits_for_company(slow, monkeypatch):
    monkeypatch.setattr("rooms.live.batching.MOMENT", 60)
    together = Together(slow)
    slow.may_go.release(2)
    assert await asyncio.wait_for(together(1), 5) == 10
    assert await asyncio.wait_for(together(2), 5) == 20


async def test_each_gets_its_own_answer_or_error(slow):
    together = Together(slow)
    slow.may_go.release()
    good, bad = await asyncio.gather(together(1), together(-1), return_exceptions=True)
    assert good == 10
    assert isinstance(bad, ValueError)


async def test_a_round_that_fails_fails_for_all_of_it_and_the_next_goes_on():
    answers = iter([lambda calls: 1 / 0, lambda calls: calls])
    together = Together(lambda calls: next(answers)(calls))
    failed = await asyncio.gather(together(1), together(2), return_exceptions=True)
    assert [type(each) for each in failed] == [ZeroDivisionError] * 2
    assert await together(3) == 3


async def test_a_caller_that_went_away_takes_nothing_from_the_others(slow):
    together = Together(slow)
    gone, stays = await asked(together, 1, 2)
    await slow.until_it_began()
    gone.cancel()
    slow.may_go.release()
    assert await stays == 20


async def test_a_round_is_never_too_large(slow):
    together = Together(slow)
    tasks = await asked(together, *range(2 * MOST + 1))
    slow.may_go.release(3)
    assert await asyncio.gather(*tasks) == [n * 10 for n in range(2 * MOST + 1)]
    assert [len(calls) for calls in slow.rounds] == [MOST, MOST, 1]
