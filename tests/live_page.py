"""A page as the server sees it: its socket, and the list of messages that its frames make."""

import asyncio
import json
import re
from html.parser import HTMLParser

from channels.testing import WebsocketCommunicator
from django.conf import settings

from rooms.live.database import in_database
from site_config.asgi import application

APPENDED = re.compile(r'<ol hx-swap-oob="beforeend:#messages:not[^>]*>(.*?)</ol>', re.S)
ITEM = re.compile(r'<li class="message[^>]*id="message-(\d+)"[^>]*>(.*?)</li>', re.S)
END = r'[^>]*>(.*?)</div>(?=<div hx-swap-oob="innerHTML:#sink")'
CHANGED = re.compile(r'<div hx-swap-oob="innerHTML:#message-(\d+),' + END, re.S)
WHOLE = re.compile(r'<div hx-swap-oob="innerHTML:#messages,' + END, re.S)
CURSOR = re.compile(r'id="cursor" value="([^"]*)"')
BEAT = re.compile(r'id="beat".*?"n": (\d+)', re.S)


VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Frame(HTMLParser):
    """Collects the elements of a frame that say no `hx-swap-oob`, of those at its top level."""

    def __init__(self, text):
        super().__init__()
        self.depth, self.without_oob = 0, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if self.depth == 0 and "hx-swap-oob" not in dict(attrs):
            self.without_oob.append(self.get_starttag_text())
        self.depth += tag not in VOID

    def handle_startendtag(self, tag, attrs):
        if self.depth == 0 and "hx-swap-oob" not in dict(attrs):
            self.without_oob.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        self.depth -= tag not in VOID


class LivePage:
    """Opened by the fixture `open_page`. Answers heartbeats and keeps its cursor, as htmx does.

    Refuses a frame with an element that does not say where it goes.
    """

    answers_beats = True

    def __init__(self, session_key, path, origin=None, consumer=None):
        headers = [
            (b"cookie", f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()),
            (b"origin", (origin or settings.ORIGINS[0]).encode()),
        ]
        app = consumer.as_asgi() if consumer else application
        self.socket = WebsocketCommunicator(app, path, headers)
        self.frames, self.messages = [], {}
        self.cursor = self.close_code = None
        self.doubled, self.last_beat = 0, None

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
        return output["text"]

    def take(self, text):
        assert not Frame(text).without_oob, text
        self.frames.append(text)
        if whole := WHOLE.search(text):
            self.messages = dict(ITEM.findall(whole[1]))
        for appended in APPENDED.findall(text):
            for pk, html in ITEM.findall(appended):
                self.doubled += pk in self.messages
                self.messages.setdefault(pk, html)
        for pk, html in CHANGED.findall(text):
            if pk in self.messages:
                self.messages[pk] = html
        if cursor := CURSOR.search(text):
            self.cursor = cursor[1]

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


def fresh_messages(client, slug):
    """The messages as a freshly opened page shows them."""
    html = client.get(f"/rooms/{slug}/").content.decode()
    return dict(ITEM.findall(html))


async def later(function, *args, **kwargs):
    """Run something that queries, from an async test."""
    return await in_database(lambda: function(*args, **kwargs))
