"""A page as the server sees it: its socket, and the list of messages that its frames make."""

import asyncio
import json

from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.utils import timezone

from rooms.live.database import in_database
from rooms.live.hub import Hub
from rooms.models import Connection
from site_config.asgi import application
from tests.conversation import BEAT, ITEM, PROBE, Conversation


class LivePage(Conversation):
    """Opened by the fixture `open_page`. Answers heartbeats and keeps its cursor, as htmx does.

    A page that `is_seen` answers probes: its tab is in front, and its newest message in sight.

    Refuses a frame with an element that does not say where it goes.
    """

    answers_beats = True

    def __init__(
        self, session_key, path, origin=None, consumer=None, is_seen=True, browser="Chrome/156"
    ):
        headers = [
            (b"cookie", f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()),
            (b"origin", (origin or settings.ORIGINS[0]).encode()),
            (b"user-agent", browser.encode()),
        ]
        app = consumer.as_asgi() if consumer else application
        self.socket = WebsocketCommunicator(app, path, headers)
        super().__init__()
        self.close_code = self.last_beat = None
        self.is_seen = is_seen

    async def connect(self, cursor=None):
        """Open the socket, and send the cursor if the page has one."""
        self.is_connected, _ = await self.socket.connect(timeout=5)
        self.cursor = cursor or self.cursor
        if self.cursor:
            await self.act("resume", cursor=self.cursor)
        return self

    async def act(self, action, **fields):
        await self.send({"action": action, **fields})

    async def send(self, data):
        await self.socket.send_to(text_data=data if isinstance(data, str) else json.dumps(data))

    async def next_frame(self, timeout=3):
        output = await self.socket.receive_output(timeout)
        if output["type"] == "websocket.close":
            self.close_code = output["code"]
            return ""
        self.take(output["text"])
        if beat := BEAT.search(output["text"]):
            self.last_beat = int(beat[1])
            if self.answers_beats:
                await self.act("beat", n=self.last_beat)
        for name in PROBE.findall(output["text"]):
            if self.is_seen:
                await self.act(name)
        return output["text"]

    async def until(self, seen, timeout=4):
        """Read frames until `seen` (a text in a frame, or a predicate of this page) holds."""
        is_there = seen if callable(seen) else lambda page: seen in "".join(page.frames)
        async with asyncio.timeout(timeout):
            while not is_there(self):
                await self.next_frame(timeout)
        return self

    async def until_true(self, question, timeout=4):
        """Ask the database repeatedly until the answer is true."""
        async with asyncio.timeout(timeout):
            while not await in_database(question):
                await asyncio.sleep(0.05)

    async def is_silent(self, seconds=0.3):
        """Whether no frame comes for a while."""
        return await self.socket.receive_nothing(seconds)

    async def drain(self, seconds=0.3):
        """Read frames until none has come for that long."""
        while not await self.socket.receive_nothing(seconds, interval=0.02):
            await self.next_frame()

    async def close(self):
        await self.socket.disconnect(code=1001)

    async def vanish(self):
        """Lose the network: no close frame, and the server is not notified."""
        self.socket.future.cancel()
        await asyncio.wait([self.socket.future])


async def drain_all(pages, seconds=0.7):
    """Read the frames of these pages until each has got none for that long."""
    await asyncio.gather(*(page.drain(seconds) for page in pages))


def fresh_messages(client, slug):
    """The messages as a freshly opened page shows them."""
    html = client.get(f"/rooms/{slug}/").content.decode()
    return dict(ITEM.findall(html))


async def later(function, *args, **kwargs):
    """Run something that queries, from an async test."""
    return await in_database(lambda: function(*args, **kwargs))


async def beat(page):
    """Let all pages answer a heartbeat, and what follows from it be stored."""
    before = timezone.now()
    heartbeat = Hub.running().heartbeat
    heartbeat.beat(heartbeat.pages)
    await page.drain()
    await page.until_true(Connection.objects.filter(seen_at__gt=before).exists)
