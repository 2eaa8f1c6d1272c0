"""Counts the messages of a room, and says when there is a round number of them:

HEARTH_TOKEN=hearth_… python counter_bot.py https://chat.example.org lobby messages
"""

import asyncio
import os
import sys

from hearth_client import Hearth, Refused

ROUND = 10


async def count(site, room, counter, token):
    async with Hearth(site, token) as hearth:
        topic = (await hearth.follow(f"counter.{counter}"))["topic"]
        await hearth.follow(f"room.{room}")
        print("Counting.", flush=True)
        async for event in hearth.events():
            if event.name == "posted" and event.data["author"]["kind"] == "person":
                await bump(hearth, topic, event)


async def bump(hearth, topic, event):
    try:
        value = (await hearth.call("bump", topic=topic, step=1))["value"]
    except (Refused, ConnectionError) as error:  # to count twice would be worse than not to count
        print(f"Not counted: {error}", flush=True)
        return
    if value % ROUND == 0:
        await hearth.call("post", topic=event.topic, body=f"That was message {value}.")


if __name__ == "__main__":
    asyncio.run(count(*sys.argv[1:], os.environ["HEARTH_TOKEN"]))
