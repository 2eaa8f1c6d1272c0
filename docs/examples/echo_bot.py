"""Says again what somebody says in a room:

HEARTH_TOKEN=hearth_… python echo_bot.py https://chat.example.org lobby
"""

import asyncio
import os
import sys

from hearth_client import Hearth


async def echo(site, room, token):
    async with Hearth(site, token) as hearth:
        await hearth.follow(f"room.{room}")
        print("Listening.", flush=True)
        async for event in hearth.events():
            message = event.data
            if event.name == "posted" and message["author"]["kind"] == "person":
                # With a key of the message's own it is said once, also if we are killed here.
                key = f"echo {message['id']}"
                await hearth.call("post", topic=event.topic, body=message["body"], key=key)


if __name__ == "__main__":
    asyncio.run(echo(*sys.argv[1:], os.environ["HEARTH_TOKEN"]))
