"""A page that sends without end costs the others nothing that they notice, and is closed."""

import asyncio
import json
import statistics
import time

import pytest

from tests.attacks.flood import KINDS, TRY_AGAIN_LATER, Flood
from tests.attacks.visitor import Visitor
from tests.server.client import Page

pytestmark = pytest.mark.stack

MEDIAN, WORST = 0.25, 2
"Seconds until an own message stands on the page, in the flood; without the limits it took six."


async def open_lobby(site, username):
    visitor = await asyncio.to_thread(Visitor.signed_in, site, username)
    url = f"{site.url.replace('http', 'ws')}/ws/rooms/lobby/"
    return await Page.open(url, **visitor.socket_headers)


async def post(page, body):
    """Post, and wait for it; the seconds that it took."""
    began = time.monotonic()
    page.send(json.dumps({"action": "post", "body": body}))
    await page.wait_for(f"{body}</div>", timeout=60)
    return time.monotonic() - began


@pytest.mark.parametrize("kind", ["pings and the like", "frames that are refused"])
async def test_two_floods_of_each_kind_are_closed_and_nobody_else_waits(site, kind):
    kinds = list(KINDS)[:4] if kind == "pings and the like" else list(KINDS)[4:]
    page = await open_lobby(site, "ana")
    headers = (await asyncio.to_thread(Visitor.signed_in, site, "zoe")).socket_headers
    floods = [Flood(site.port, KINDS[kind], headers) for kind in [*kinds, *kinds]]
    strangers = [Flood(site.port, KINDS[kind], {"Origin": site.url}) for kind in kinds]
    for flood in [*floods, *strangers]:
        flood.start()
    took, end = [], time.monotonic() + 40
    while any(flood.is_alive() for flood in floods) and time.monotonic() < end:
        took.append(await post(page, f"number {len(took)}"))
        await asyncio.sleep(0.3)
    for flood in [*floods, *strangers]:
        flood.is_over.set()
    await page.disconnect()
    assert [kind for kind, each in zip(kinds * 2, floods, strict=True) if each.is_alive()] == []
    assert not any(flood.is_alive() for flood in strangers)
    assert all(TRY_AGAIN_LATER in flood.received for flood in floods)
    assert statistics.median(took) < MEDIAN
    assert max(took) < WORST
    assert len(site.log.read_text().splitlines()) < 200
