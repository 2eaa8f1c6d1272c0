import asyncio

from site_config.server.receive_queue import FULL, Inbox


class Source:
    def __init__(self):
        self.told = []

    def pauseProducing(self):  # noqa: N802
        self.told.append("pause")

    def resumeProducing(self):  # noqa: N802
        self.told.append("resume")


async def test_events_come_out_in_the_order_in_which_they_arrived():
    inbox = Inbox()
    reading = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait(0)
    inbox.put_nowait(1)
    assert await reading == 0
    inbox.put_nowait(2)
    assert [await inbox.get(), await inbox.get()] == [1, 2]


async def test_a_reader_that_gave_up_loses_nothing():
    inbox = Inbox()
    reading = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait("kept")
    reading.cancel()
    await asyncio.wait([reading])
    assert await inbox.get() == "kept"


async def test_the_source_waits_while_too_much_has_arrived():
    source = Source()
    inbox = Inbox(source)
    for number in range(FULL + 1):
        inbox.put_nowait(number)
    assert source.told == ["pause"]
    assert [await inbox.get() for _ in range(FULL + 1)] == list(range(FULL + 1))
    assert source.told == ["pause", "resume"]
