"""A text that is sent many times at once with one key is one message."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.attacks.visitor import Visitor

TIMES = 10
"How often it is sent through each door. Both together are below the rate of one person."
STORED = "Message.objects.filter(body='Once').values_list('seq', flat=True)"


def post_at_once(visitor, **fields):
    """The statuses of as many plain POSTs that are under way together."""
    with ThreadPoolExecutor(TIMES) as threads:
        sent = [threads.submit(visitor.post, "/rooms/lobby/", **fields) for _ in range(TIMES)]
        return [each.result()[0] for each in sent]


def answers(page, key):
    return "".join(page.frames).count(f"delete:#box-{key}")


async def test_key_sent_20_times_at_once_through_both_doors_stores_one_message(site, readers):
    ana = await asyncio.to_thread(Visitor.signed_in, site, "ana")
    programs = [await readers("ana") for _ in range(2)]
    watching, key = await readers("ben"), str(uuid.uuid4())
    posting = asyncio.create_task(asyncio.to_thread(post_at_once, ana, body="Once", key=key))
    for n in range(TIMES):
        programs[n % 2].send("post", body="Once", key=key)
    assert await posting == [200] * TIMES
    for page in programs:
        await page.until(lambda page: answers(page, key) == TIMES // 2)
    await asyncio.to_thread(ana.post, "/rooms/lobby/", body="Afterwards")
    for page in (*programs, watching):
        await page.until("Afterwards</div>")
        assert list(page.shown().values()) == ["Once", "Afterwards"]
        assert page.doubled == 0
    assert await asyncio.to_thread(site.read, STORED) == ["1"]
