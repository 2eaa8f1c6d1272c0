import asyncio

from site_config.server.receive_queue import MAX_EVENTS, ReceiveQueue


class Source:
    def __init__(self):
        self.calls = []

    def stop_reading(self):
        self.calls.append("stop")

    def go_on_reading(self):
        self.calls.append("go on")


async def test_reader_gets_events_in_the_order_of_arrival():
    queue = ReceiveQueue()
    reading = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    queue.put_nowait(0)
    queue.put_nowait(1)
    assert await reading == 0
    queue.put_nowait(2)
    assert [await queue.get(), await queue.get()] == [1, 2]


async def test_cancelled_reader_loses_no_event():
    queue = ReceiveQueue()
    reading = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    queue.put_nowait("kept")
    reading.cancel()
    await asyncio.wait([reading])
    assert await queue.get() == "kept"


async def test_source_is_not_read_while_the_queue_is_full():
    source = Source()
    queue = ReceiveQueue(source)
    for number in range(MAX_EVENTS + 1):
        queue.put_nowait(number)
    assert source.calls == ["stop"]
    assert [await queue.get() for _ in range(MAX_EVENTS + 1)] == list(range(MAX_EVENTS + 1))
    assert source.calls == ["stop", "go on"]
