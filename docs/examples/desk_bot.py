"""Answers visitors of the support desk first, and hands over at the word “human”:

HEARTH_TOKEN=hearth_… python desk_bot.py https://chat.example.org

Staff admit the bot and let it answer first at the settings of the desk. Its token is for `read` and
`support`.
"""

import asyncio
import os
import sys
from contextlib import suppress

from hearth_client import Hearth, Refused

ANSWER = "I am a bot and have noted that. Write “human”, and a person takes over."
GOODBYE = "I hand you over. Somebody answers you here."


async def serve(site, token):
    async with Hearth(site, token) as hearth:
        me, mine = (await hearth.http("me/"))["id"], {}
        await hearth.follow("desk")
        print("Serving.", flush=True)
        async for event in hearth.events():
            if event.name == "queue":
                taken = event.data["taken"]
                held = {each["topic"]: each["slug"] for each in taken if each["agent"]["id"] == me}
                await follow(hearth, mine, held)
                mine = held
            elif event.topic in mine and event.name == "posted":
                await answer(hearth, event.data, mine[event.topic])


async def follow(hearth, before, held):
    """Follow the conversations that are new, from their beginning, and no others."""
    for topic in held.keys() - before.keys():
        await hearth.follow(f"support.{held[topic]}", since=0)
    for topic in before.keys() - held.keys():
        with suppress(Refused, ConnectionError):
            await hearth.unfollow(topic)


async def answer(hearth, message, slug):
    if message["author"]["kind"] != "guest":
        return
    wants_human = "human" in message["body"].casefold()
    body = GOODBYE if wants_human else ANSWER
    # Refused: somebody took it meanwhile. A word that is lost with the connection costs the visitor
    # some minutes: the desk takes a conversation back whose agent is silent.
    with suppress(Refused, ConnectionError):
        # With a key of the message's own it is said once, also if we are killed here.
        key = f"answer {message['id']}"
        await hearth.call("post", topic=message["topic"], body=body, key=key)
        if wants_human:
            word = "The visitor wants to talk with a person."
            await hearth.call("ticket_give_back", ticket=slug, word=word)


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:], os.environ["HEARTH_TOKEN"]))
