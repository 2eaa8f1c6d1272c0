"""A page of a room that keeps what it gets and comes back as htmx does."""

import asyncio
import json
import random
import re
import time
import uuid
from urllib.request import Request, urlopen

from picows import WSError, WSListener, WSMsgType, ws_connect

from tests.conversation import BEAT, BODY, CURSOR, ITEM, Conversation

HANDSHAKE = 10
"Seconds after which a handshake that gets no answer is given up."
REFUSED = re.compile(r"nothing was saved|You can go on in (\d+) s")
COMES_BACK_AFTER = {1006, 1011, 1012, 1013}


class Socket(WSListener):
    def __init__(self, reader):
        self.reader, self.closed, self.code = reader, asyncio.Event(), 1006

    def on_ws_connected(self, transport):
        self.transport = transport
        self.reader.connected(self)

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == WSMsgType.TEXT:
            self.reader.received(frame.get_payload_as_utf8_text())
        elif frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.CLOSE:
            self.code = int(frame.get_close_code())
            transport.disconnect()

    def on_ws_disconnected(self, transport):
        self.closed.set()


class Reader(Conversation):
    """urls: of the processes that it may come back to, one after the other.

    `messages`: {id: HTML} as the page shows them. `posted`: {key: text} of its own ones;
    `accepted`: the keys of those whose box was emptied.
    """

    def __init__(self, urls, headers, slug, start=0, tls=None):
        super().__init__()
        self.urls, self.headers, self.slug, self.turn = urls, headers, slug, start
        self.tls = tls
        self.code, self.opened = None, 0
        self.posted, self.accepted, self.unsent, self.silences = {}, set(), {}, []
        self.changed, self.is_open = asyncio.Event(), asyncio.Event()
        self.last_text_at = self.last_change_at = None
        self.task = self.timer = self.socket = None

    async def open(self):
        """Load the page, as a browser does, then connect."""
        html = await asyncio.to_thread(self._load)
        self.messages, self.cursor = dict(ITEM.findall(html)), CURSOR.search(html)[1]
        await self.connect()

    async def connect(self):
        """Connect with the cursor that the page has, also after `close`."""
        self.task = asyncio.create_task(self._stay())
        async with asyncio.timeout(HANDSHAKE):
            await self.is_open.wait()

    def _load(self):
        url = self.urls[self.turn % len(self.urls)]
        request = Request(f"{url}/rooms/{self.slug}/", headers=self.headers)
        return urlopen(request, timeout=HANDSHAKE, context=self.tls).read().decode()

    async def close(self):
        self.task.cancel()
        await asyncio.wait([self.task])
        if self.socket:  # the task may end while it still connects
            self.socket.transport.disconnect()
        if self.task.done() and not self.task.cancelled():
            self.task.result()

    async def _stay(self):
        tries = 0
        while True:
            url = self.urls[self.turn % len(self.urls)]
            self.turn += 1
            try:
                transport, socket = await self._connect(url)
            except (OSError, WSError, TimeoutError):
                tries += 1
                await asyncio.sleep(random.uniform(0, min(0.5 * 2**tries, 4)))
                continue
            tries = 0
            await self._live(transport, socket)
            if self.code not in COMES_BACK_AFTER:
                return
            await asyncio.sleep(random.uniform(0, 1))

    async def _connect(self, url):
        address = f"{url.replace('http', 'ws', 1)}/ws/rooms/{self.slug}/"
        headers = self.headers | {"Origin": url}
        async with asyncio.timeout(HANDSHAKE):
            return await ws_connect(
                lambda: Socket(self), address, ssl_context=self.tls, extra_headers=headers
            )

    async def _live(self, transport, socket):
        try:
            await socket.closed.wait()
            self.code = socket.code
        finally:
            self.is_open.clear()
            transport.disconnect()

    def connected(self, socket):
        self.socket, self.code, self.opened = socket, None, self.opened + 1
        if self.cursor:
            self.send("resume", cursor=self.cursor)
        for key, body in self.unsent.items():
            self.send("post", body=body, key=key)
        self.is_open.set()

    def send(self, action, **fields):
        text = json.dumps({"action": action, **fields})
        self.socket.transport.send(WSMsgType.TEXT, text.encode())

    def received(self, text):
        self._note(time.monotonic(), text)
        if beat := BEAT.search(text):
            self.send("beat", n=int(beat[1]))
        for key in [key for key in self.unsent if f"#box-{key}" in text]:
            self.accepted.add(key)
            del self.unsent[key]
        if wait := REFUSED.search(text):
            self._post_again_in(int(wait[1] or 1))
        self.changed.set()

    def _note(self, now, text):
        if self.last_text_at:
            self.silences.append((self.last_text_at, now))
        self.last_text_at, before = now, self.cursor
        self.take(text)
        if self.cursor != before:
            self.last_change_at = now

    def longest_silence(self):
        """Seconds between two texts, as long as there was something that it had not got yet."""
        ended = self.last_change_at or time.monotonic()
        return max((end - begin for begin, end in self.silences if begin < ended), default=0)

    def shown(self, without=()):
        """{id: text} of its messages, in the order of the page."""
        shown = self.messages.items()
        return {pk: BODY.search(html)[1] for pk, html in shown if pk not in without}

    def _post_again_in(self, seconds):
        """Do what a person does who is told to wait: send later what stands in the box."""
        if self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(seconds, self._post_again)

    def _post_again(self):
        self.timer = None
        if self.is_open.is_set():
            for key, body in self.unsent.items():
                self.send("post", body=body, key=key)

    def post(self, body):
        """Post with a key of its own, and again after a reconnect until it is accepted."""
        key = str(uuid.uuid4())
        self.posted[key] = self.unsent[key] = body
        if self.is_open.is_set():
            self.send("post", body=body, key=key)
        return key

    async def until(self, seen, timeout=10):
        """Wait for a text in a frame, or until a predicate of this page holds."""
        holds = seen if callable(seen) else lambda page: any(seen in f for f in page.frames)
        async with asyncio.timeout(timeout):
            while not holds(self):
                await self._next_change()

    async def _next_change(self):
        self.changed.clear()
        await self.changed.wait()
