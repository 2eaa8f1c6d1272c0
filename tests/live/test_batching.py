"""The batcher runs concurrent calls as batches and gives each caller its own result."""

import asyncio
import threading

import pytest

from rooms.live.batching import MAX_BATCH, Batcher, Withdrawn


class ManualRun:
    """A batch function that finishes a batch only when the test releases it."""

    def __init__(self):
        self.batches = []
        self.released, self.started = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, calls):
        self.batches.append(calls)
        self.started.release()
        assert self.released.acquire(timeout=5)
        return [ValueError(call) if call < 0 else call * 10 for call in calls]

    async def until_started(self):
        await asyncio.to_thread(self.started.acquire)


@pytest.fixture
def manual_run():
    return ManualRun()


async def start_calls(batcher, *calls):
    tasks = [asyncio.create_task(batcher(call)) for call in calls]
    await asyncio.sleep(0)
    return tasks


async def test_first_call_runs_alone_and_calls_made_meanwhile_share_a_batch(manual_run):
    batcher = Batcher(manual_run)
    first = await start_calls(batcher, 1)
    await manual_run.until_started()
    others = await start_calls(batcher, 2, 3, 4)
    manual_run.released.release(2)
    assert await asyncio.gather(*first, *others) == [10, 20, 30, 40]
    assert manual_run.batches == [[1], [2, 3, 4]]


async def test_batch_after_a_shared_one_lingers_for_more_calls(manual_run, monkeypatch):
    monkeypatch.setattr("rooms.live.batching.LINGER", 0.3)
    batcher = Batcher(manual_run)
    manual_run.released.release(3)
    await asyncio.gather(batcher(1), batcher(2))
    early = await start_calls(batcher, 3)
    for _ in range(100):
        await asyncio.sleep(0)
    late = await start_calls(batcher, 4)
    assert await asyncio.gather(*early, *late) == [30, 40]
    assert manual_run.batches == [[1, 2], [3, 4]]


async def test_batch_after_a_single_call_does_not_linger(manual_run, monkeypatch):
    monkeypatch.setattr("rooms.live.batching.LINGER", 60)
    batcher = Batcher(manual_run)
    manual_run.released.release(2)
    assert await asyncio.wait_for(batcher(1), 5) == 10
    assert await asyncio.wait_for(batcher(2), 5) == 20


async def test_each_caller_gets_its_own_result_or_exception(manual_run):
    batcher = Batcher(manual_run)
    manual_run.released.release()
    result, error = await asyncio.gather(batcher(1), batcher(-1), return_exceptions=True)
    assert result == 10
    assert isinstance(error, ValueError)


async def test_failed_batch_raises_for_all_its_callers_and_the_next_batch_runs():
    runs = iter([lambda calls: 1 / 0, lambda calls: calls])
    batcher = Batcher(lambda calls: next(runs)(calls))
    failed = await asyncio.gather(batcher(1), batcher(2), return_exceptions=True)
    assert [type(each) for each in failed] == [ZeroDivisionError] * 2
    assert await batcher(3) == 3


async def test_cancelled_caller_does_not_affect_the_others(manual_run):
    batcher = Batcher(manual_run)
    cancelled, remaining = await start_calls(batcher, 1, 2)
    await manual_run.until_started()
    cancelled.cancel()
    manual_run.released.release()
    assert await remaining == 20


async def test_batch_never_exceeds_its_maximum_size(manual_run):
    batcher = Batcher(manual_run)
    tasks = await start_calls(batcher, *range(2 * MAX_BATCH + 1))
    manual_run.released.release(3)
    assert await asyncio.gather(*tasks) == [n * 10 for n in range(2 * MAX_BATCH + 1)]
    assert [len(calls) for calls in manual_run.batches] == [MAX_BATCH, MAX_BATCH, 1]


async def test_call_that_is_no_longer_wanted_does_not_run(manual_run):
    unwanted = set()
    batcher = Batcher(manual_run, is_wanted=lambda call: call not in unwanted)
    first = await start_calls(batcher, 1)
    await manual_run.until_started()
    gone, cancelled, stays = await start_calls(batcher, 2, 3, 4)
    unwanted.add(2)
    cancelled.cancel()
    manual_run.released.release(2)
    assert await asyncio.gather(*first, stays) == [10, 40]
    with pytest.raises(Withdrawn):
        await gone
    assert manual_run.batches == [[1], [4]]


async def test_batcher_whose_calls_are_all_withdrawn_runs_later_ones(manual_run):
    unwanted = set()
    batcher = Batcher(manual_run, is_wanted=lambda call: call not in unwanted)
    first = await start_calls(batcher, 1)
    await manual_run.until_started()
    (gone,) = await start_calls(batcher, 2)
    unwanted.add(2)
    manual_run.released.release(2)
    with pytest.raises(Withdrawn):
        await gone
    assert await asyncio.gather(*first, batcher(3)) == [10, 30]
