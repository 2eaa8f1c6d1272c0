import asyncio

from rooms.live.database import in_database

MOST = 100
"Calls in one round, so that nobody waits long for the many."
MOMENT = 0.002
"Seconds that a round waits for company if the one before had any."


class Together:
    """Calls that gather while a round is under way, and are made in the next as one.

    Many that come at once seldom come at the same instant: the first of them would take
    nearly all that is dear about a round for itself, and the others have to wait for it.
    `run` is called in the database thread with what each call brings, as a list; it returns
    a list of as many answers. An answer that is an exception is raised for its caller alone.
    """

    def __init__(self, run):
        self.run = run
        self.waiting = []
        self.rounds = None
        self.had_company = False

    async def __call__(self, call):
        answer = asyncio.get_running_loop().create_future()
        self.waiting.append((call, answer))
        if self.rounds is None:
            self.rounds = asyncio.create_task(self._go())
        return await answer

    async def _go(self):
        while self.waiting:
            if self.had_company:
                await asyncio.sleep(MOMENT)
            now, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
            self.had_company = len(now) > 1
            answers = await self._round([call for call, _ in now])
            for (_, waits), answer in zip(now, answers, strict=True):
                _settle(waits, answer)
        self.rounds = None

    async def _round(self, calls):
        try:
            return await in_database(self.run, calls)
        except Exception as error:
            return [error] * len(calls)


def _settle(waits, answer):
    if waits.done():  # its page has gone meanwhile
        return
    if isinstance(answer, Exception):
        waits.set_exception(answer)
    else:
        waits.set_result(answer)
