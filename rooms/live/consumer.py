import asyncio
import json
import logging
from contextlib import nullcontext

from channels.consumer import AsyncConsumer

from rooms.live.actions import log_refusal, refusal_at
from rooms.live.cursor import AFRESH, read_cursor
from rooms.live.delivery.frames import Wire
from rooms.live.delivery.send_queue import Outbox
from rooms.live.handshake import Visit
from rooms.live.hub import Hub
from rooms.live.metrics import meter

logger = logging.getLogger(__name__)

SIGNED_OUT, NO_RIGHT, GONE = 4401, 4403, 4404
LARGEST_FRAME = 64 * 1024
PATIENCE = 0.5
"Seconds that a new page has for saying where it stands, before it is served from its opening on."
PROBE, OWED = 256 * 1024, 4 * 1024 * 1024
"Characters unanswered after which a page is asked whether it reads, and at last closed."


class SentAway(Exception):
    """Entering is refused; the code closes the socket."""

    def __init__(self, code):
        self.code = code


class Unresponsive(Exception):
    """Ends a connection so that the server closes it with 1011 and the page comes back."""


class LiveConsumer(AsyncConsumer):
    """The one socket of a page.

    A page of its own names its `actions`, and in `follows` and `log` the feeds that are on
    it. `keeper` has functions for many pages at once, called in the database thread:

    - enter(pages), before their sockets are accepted, sets the `user_id` of each, its
      `audience`, its `epoch`, and `since`, where its log stands. It returns a list with None
      for each, or SentAway for one that may not, or the error that befell it;
    - seen(pages), those that answered;
    - lost(pages), a dict of those that must go to the close code;
    - left(pages), those that were closed, or whose connections broke: `is_closed_well` says;
    - sweep(pages), now and then.
    """

    actions = {}
    keeper = None
    is_closed_well = False
    user_id = None
    audience = None
    epoch = ""
    since = 0

    # What a page of its own says:

    def on_their_behalf(self):
        """The context in which an action runs; a page may say by it who acts."""
        return nullcontext()

    def follows(self):
        """The state feeds of the page."""
        return []

    def log(self):
        """The log feed of the page, or None."""

    def farewell(self, code):
        """HTML that tells the person why the page is no longer live."""
        return ""

    # The life of a connection:

    async def __call__(self, scope, receive, send):
        """Enter; then live, unless the outermost middleware sees to that."""
        visit = scope.get("visit") or Visit(send, None, [])
        self.scope, self.hub = scope, Hub.running()
        self.outbox = Wire(visit.writer) if visit.writer else Outbox(visit.send)
        self.is_closed, self.owed, self.asked, self.log_feed = False, 0, (0, 0, 0), None
        await receive()
        try:
            await self.hub.together(self.keeper.enter)(self)
        except SentAway as reason:
            return await self._turn_away(send, receive, reason.code)
        await send({"type": "websocket.accept"})
        self.scope = None
        if "visit" in scope:
            visit.pages.append(self)
        else:
            await self.live(receive)

    async def _turn_away(self, send, receive, code):
        # Refusing the handshake reads as a lost network in the browser, which would retry.
        await send({"type": "websocket.accept"})
        self.send_away(code)
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def live(self, receive):
        """Until the page goes. Called after it was accepted."""
        self._task, self._fault = asyncio.current_task(), None
        self._begin()
        code = None
        try:
            while True:
                event = await receive()
                if event["type"] == "websocket.disconnect":
                    code = event.get("code")
                    return
                if not self.is_closed:
                    await self._take(event)
        except asyncio.CancelledError:
            raise self._fault or asyncio.CancelledError from None
        finally:
            self._end()
            if code is not None:
                self.is_closed_well = code in (1000, 1001)
                await self.hub.together(self.keeper.left)(self)

    def _begin(self):
        meter["connects"] += 1
        self.heard_at = self.hub.loop.time()
        self.hub.heart.add(self)
        self.feeds = list(self.follows())
        for feed in self.feeds:
            feed.join(self)
        self.has_cursor = False
        self._patience = self.hub.loop.call_later(PATIENCE, self._join_log, self.since)

    def _end(self):
        self.is_closed = True
        self._patience.cancel()
        self.outbox.drop()
        self.hub.heart.discard(self)
        for feed in [*self.feeds, *([self.log_feed] if self.log_feed else [])]:
            feed.leave(self)

    # Out:

    def push(self, text):
        """Send HTML to the page, in the order of the calls. Never waits."""
        if self.is_closed or not text:
            return
        meter["deliveries"] += 1
        if not self.outbox.put(text):
            self.break_off()
        elif not self.outbox.knows_what_waits:
            self._owe(len(text))

    def _owe(self, length):
        """Only answers prove that a page reads, where the server does not say what waits."""
        before, self.owed = self.owed, self.owed + length
        if self.owed > OWED:
            self.break_off()
        elif before < PROBE <= self.owed:
            self.hub.heart.beat([self])

    def send_away(self, code):
        """Say why, close for good, and deliver nothing more."""
        if not self.is_closed:
            if words := self.farewell(code):
                self.outbox.put(words)
            self.outbox.close(code)
            self.is_closed = True

    def break_off(self):
        """Too much waits for a page that does not read: end its connection; it comes back."""
        meter["slow_closed"] += 1
        self.is_closed = True
        words = f"a page of user {self.user_id} did not read; it comes back"
        if self.outbox.knows_what_waits:
            logger.info("Closed: %s", words)
            self.outbox.abort()
        else:
            self._fault = Unresponsive(words)
            self._task.cancel()

    # The heartbeat:

    def ask(self, number, text, now):
        self.asked = number, now, self.owed
        self.push(text)

    def _beat(self, data):
        number, since, owed = self.asked
        if data.get("n") in (number, str(number)) and since:
            self.asked = number, 0, 0
            self.owed -= owed
            self.heard_at = self.hub.loop.time()
            self.hub.heart.heard(self, self.heard_at - since)

    # In:

    async def _take(self, event):
        meter["frames_in"] += 1
        try:
            name, data = self._read(event)
        except ValueError as error:
            log_refusal(self, "frame", str(error))
            return self.push(refusal_at("notice", f"The page sent something wrong: {error}."))
        if name == "beat":
            self._beat(data)
        elif name == "resume":
            self._resume(data)
        else:
            self.push(await self._answer(name, data))

    def _read(self, event):
        text = event.get("text")
        if text is None or len(text) > LARGEST_FRAME:
            raise ValueError("it is too large" if text else "it is no text")
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError("it cannot be read") from None
        name = data.get("action") if isinstance(data, dict) else None
        if name not in ("beat", "resume") and name not in list(self.actions):
            raise ValueError("the action is unknown")
        return name, data

    async def _answer(self, name, data):
        try:
            return await self.actions[name].ask(self, name, data)
        except Exception:
            meter["errors"] += 1
            logger.exception("The action %s of user %s failed", name, self.user_id)
            return refusal_at("notice", "That did not work, and nothing was saved. Try again.")

    def _resume(self, data):
        cursor = read_cursor(str(data.get("cursor", "")), self.epoch)
        late = self.log_feed is not None and not self.has_cursor
        self.has_cursor = True
        self._join_log(AFRESH if late else cursor)

    def _join_log(self, cursor):
        self._patience.cancel()
        if feed := self.log():
            self.log_feed = feed
            feed.join(self, cursor)
