import asyncio
from collections.abc import Callable
from typing import Any

from rooms.live.database import in_database

MAX_BATCH = 100
"Calls in one batch, so that nobody waits long for the others."
LINGER = 0.002
"Seconds that a batch waits for more calls if the previous one had several."


class WrongCount(Exception):
    """A batch function broke its contract: one result for each call."""


class Withdrawn(Exception):
    """The call did not run, as it was no longer wanted when its turn came."""


def _always(call):
    return True


class Batcher:
    """Runs concurrent calls as batches: what arrives during a batch joins the next one.

    Concurrent calls rarely arrive together. Without the linger the first runs as a batch of one.

    run: called with the list of arguments; returns as many results. A result that is an
        exception is raised for its caller alone.
    in_thread: runs it, by default in the database thread.
    is_wanted: says of each call whether it should still run; raises Withdrawn for those that
        should not.
    """

    def __init__(
        self,
        run: Callable[[list], list],
        in_thread: Callable = in_database,
        is_wanted: Callable[[Any], bool] = _always,
    ):
        self.run, self.in_thread, self.is_wanted = run, in_thread, is_wanted
        self.waiting = []
        self.task = None
        self.was_shared = False

    async def __call__(self, call: Any) -> Any:
        result = asyncio.get_running_loop().create_future()
        self.waiting.append((call, result))
        if self.task is None:
            self.task = asyncio.create_task(self._run_batches())
        return await result

    async def _run_batches(self):
        try:
            while self.waiting:
                if self.was_shared:
                    await asyncio.sleep(LINGER)
                self._withdraw()
                batch, self.waiting = self.waiting[:MAX_BATCH], self.waiting[MAX_BATCH:]
                if not batch:
                    break
                self.was_shared = len(batch) > 1
                results = await self._run_batch([call for call, _ in batch])
                for (_, future), result in zip(batch, results, strict=True):
                    _settle(future, result)
        finally:
            self.task = None

    def _withdraw(self):
        for call, future in self.waiting:
            if not self.is_wanted(call):
                _settle(future, Withdrawn())
        self.waiting = [(call, future) for call, future in self.waiting if not future.done()]

    async def _run_batch(self, calls):
        try:
            results = await self.in_thread(self.run, calls)
        except Exception as error:
            return [error] * len(calls)
        if len(results) == len(calls):
            return results
        return [WrongCount(f"{len(results)} results for {len(calls)} calls")] * len(calls)


def _settle(future, result):
    if future.done():  # the page has gone meanwhile
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
