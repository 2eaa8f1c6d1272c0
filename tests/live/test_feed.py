"""A feed decides when it refreshes: after its delay, once for all hints that arrived."""

import asyncio

from rooms.live.feeds.feed import Feed

REFRESHED = []


class PromptFeed(Feed):
    kind = "prompt"

    async def refresh(self):
        REFRESHED.append(self.kind)


class DelayedFeed(PromptFeed):
    kind = "delayed"
    delay = 0.02


async def test_delayed_feed_refreshes_after_others_and_once_for_all_its_hints():
    REFRESHED.clear()
    delayed, prompt = DelayedFeed(), PromptFeed()
    delayed.wake(1)
    prompt.wake(1)
    delayed.wake(2)
    async with asyncio.timeout(3):
        while len(REFRESHED) < 2:
            await asyncio.sleep(0.001)
        await delayed._task
    assert REFRESHED == ["prompt", "delayed"]
