import asyncio
import logging
from contextlib import AbstractContextManager, nullcontext

from channels.consumer import AsyncConsumer
from django.utils.translation import gettext_lazy as _

from rooms.live.actions import Action, Caller
from rooms.live.audience import Audience
from rooms.live.batching import Withdrawn
from rooms.live.close_codes import Rejected
from rooms.live.cursor import NO_CURSOR, read_cursor
from rooms.live.database import in_database
from rooms.live.delivery.direct_sender import DirectSender
from rooms.live.delivery.send_queue import SendQueue
from rooms.live.feeds.feed import Feed
from rooms.live.feeds.log_feed import LogFeed
from rooms.live.handshake import Handshake
from rooms.live.hub import Hub
from rooms.live.metrics import metrics
from rooms.live.page_frames import LARGEST_FRAME, read_frame
from rooms.live.page_registry import PageRegistry
from rooms.live.refusal import Refused, log_refusal, show_refusal

logger = logging.getLogger(__name__)

CURSOR_DELAY = 0.5
"Seconds that a new page has to send its cursor; then its log starts at `since`."
HIGH_WATER, MAX_UNACKED = 256 * 1024, 4 * 1024 * 1024
"Unacknowledged characters after which a page gets an extra heartbeat, and is closed."
COSTLY_FRAME, QUIET_FRAME, FLUSHED_FRAME = 20, -0.75, -0.95
"What these count, beside one frame, against what a page may send."

FAILED = _("That did not work, and nothing was saved. Try again.")


def _is_there(page):
    return not page.sender.is_gone


class Unresponsive(Exception):
    """Ends a connection so that the server closes it with 1011 and the page comes back."""


class LiveConsumer(AsyncConsumer):
    """A page: one open socket of one person.

    Its life, in LiveView's words: the registry admits it (mount); `feeds` and `log_feed` name
    what it subscribes to; an event from the browser is handled by one of `actions`
    (handle_event); feeds push what changed (handle_info, render); when the socket closes it
    unsubscribes (terminate).
    """

    actions: dict[str, Action] = {}
    signals = {"beat": "pong", "resume": "resume"}
    "What a page says of itself: no action, but a method that is called with the frame's data."
    registry = PageRegistry()
    is_closed_well = False
    is_flushing = False
    "Whether it is sending what the browser kept while there was no connection."
    user_id: int | None = None
    audience: Audience
    epoch = ""
    since = 0
    longest_text = LARGEST_FRAME
    "Characters that somebody may write on the page."
    joins_texts = True
    "Whether texts that wait to be sent may travel as one."
    subprotocol: str | None = None
    "That of the client's which the server selects, known once it is admitted."

    @property
    def caller(self) -> Caller:
        """Who asks for an action on this page, and what the page is about."""
        return Caller(self.user_id)

    # Subclasses implement:

    def as_actor(self) -> AbstractContextManager:
        """The context in which an action runs; may say who acts."""
        return nullcontext()

    def feeds(self) -> list[Feed]:
        """The state feeds of the page."""
        return []

    def log_feed(self) -> LogFeed | None:
        """The log feed of the page, if it has one."""

    def opened(self) -> None:
        """The page is subscribed to its feeds."""

    def closing_html(self, code: int) -> str:
        """A push that tells the person why the page is no longer live."""
        return ""

    # The life of a connection:

    async def __call__(self, scope, receive, send):
        """Connect; then live here, unless HandshakeMiddleware does that."""
        handshake = scope.get("handshake") or Handshake(send, None, [])
        self.scope, self.hub = scope, Hub.running()
        writer = handshake.writer
        queued = SendQueue(handshake.send, self.joins_texts)
        self.sender = DirectSender(writer) if writer else queued
        self.is_closed, self.unacked, self.last_ping = False, 0, (0, 0, 0)
        await receive()
        try:
            await self.hub.batcher(self.registry.admit, in_database, _is_there)(self)
        except Withdrawn:
            return
        except Rejected as reason:
            await self._reject(send, receive, reason.code)
            return
        await self._accept(send)
        self.scope = None
        if "handshake" in scope:
            handshake.pages.append(self)
        else:
            await self.live(receive)

    async def _reject(self, send, receive, code):
        # To the browser a refused handshake looks like a lost network, which it would retry.
        await self._accept(send)
        self.close(code)
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def _accept(self, send):
        await send({"type": "websocket.accept", "subprotocol": self.subprotocol})

    async def live(self, receive) -> None:
        """Handle events until the page goes. Called after it was accepted."""
        self._task, self._fault = asyncio.current_task(), None
        self.subscribed, self.subscribed_log, self.has_cursor = [], None, False
        self._cursor_timer = self.hub.loop.call_later(
            CURSOR_DELAY, self.subscribe_to_log, self.since
        )
        code = None
        try:
            self._subscribe()
            self.opened()
            while True:
                event = await receive()
                if event["type"] == "websocket.disconnect":
                    code = event.get("code")
                    return
                if not self.is_closed:
                    await self.handle(event)
        except asyncio.CancelledError:
            raise self._fault or asyncio.CancelledError from None
        finally:
            self._unsubscribe()
            if code is not None:
                self.is_closed_well = code in (1000, 1001)
                await self.hub.batcher(self.registry.closed)(self)

    def _subscribe(self):
        metrics["connects"] += 1
        self.last_pong_at = self.hub.loop.time()
        self.hub.heartbeat.add(self)
        for feed in self.feeds():
            self.subscribed.append(feed)
            feed.subscribe(self)

    def _unsubscribe(self):
        self.is_closed = True
        self._cursor_timer.cancel()
        self.sender.drop()
        self.hub.heartbeat.discard(self)
        for feed in filter(None, [*self.subscribed, self.subscribed_log]):
            try:
                feed.unsubscribe(self)
            except Exception:
                logger.exception("A page could not unsubscribe from %s", feed.topic)

    # Out:

    def push(self, text: str) -> None:
        """Send HTML to the page, in the order of the calls. Never waits."""
        if self.is_closed or not text:
            return
        metrics["deliveries"] += 1
        if not self.sender.put(text):
            self.abort()
        elif not self.sender.reports_backlog:
            self._count_unacked(len(text))

    def _count_unacked(self, length):
        """Where the server does not report its backlog, only a pong proves that a page reads."""
        before, self.unacked = self.unacked, self.unacked + length
        if self.unacked > MAX_UNACKED:
            self.abort()
        elif before < HIGH_WATER <= self.unacked:
            self.hub.heartbeat.beat([self])

    def close(self, code: int) -> None:
        """Say why, close for good, and push nothing more."""
        if not self.is_closed:
            if html := self.closing_html(code):
                self.sender.put(html)
            self.sender.close(code)
            self.is_closed = True

    def abort(self) -> None:
        """End the connection of a page that does not read; it comes back and catches up."""
        metrics["slow_closed"] += 1
        self.come_back("it did not read")

    def come_back(self, why: str) -> None:
        """End the connection at once; the page opens it again."""
        self.is_closed = True
        reason = f"a page of user {self.user_id}, which comes back: {why}"
        if self.sender.reports_backlog:
            logger.info("Closed: %s", reason)
            self.sender.abort()
        else:
            self._fault = Unresponsive(reason)
            self._task.cancel()

    # The heartbeat:

    def ping(self, number: int, text: str, now: float) -> None:
        self.last_ping = number, now, self.unacked
        self.push(text)

    async def pong(self, data: dict) -> None:
        """The page answered a heartbeat."""
        number, sent_at, unacked = self.last_ping
        if data.get("n") in (number, str(number)) and sent_at:
            self.last_ping = number, 0, 0
            self.unacked -= unacked
            self.last_pong_at = self.hub.loop.time()
            self.hub.heartbeat.pong(self, self.last_pong_at - sent_at)

    # In:

    async def handle(self, event: dict) -> None:
        """Answer one frame of the page."""
        metrics["frames_in"] += 1
        try:
            name, data = read_frame(event, self.signals | self.actions, self.longest_text)
        except Refused as refusal:
            log_refusal(self.user_id, "frame", str(refusal))
            self.sender.charge(COSTLY_FRAME)
            return self.push(self._show(refusal))
        if name in self.signals:
            await getattr(self, self.signals[name])(data)
        else:
            self._charge(name)
            self.push(await self.act(name, data))

    def _charge(self, name):
        """What repeats itself while somebody writes counts less; its own rate limits it."""
        if self.actions[name].is_quiet:
            self.sender.charge(FLUSHED_FRAME if self.is_flushing else QUIET_FRAME)

    async def act(self, name: str, data: dict) -> str:
        """Do what the page asks for; return HTML for it."""
        try:
            return await self.actions[name].handle(self, data)
        except Exception as error:
            metrics["errors"] += 1
            logger.exception("The action %s of user %s failed", name, self.user_id)
            return self.failed(name, error)

    def failed(self, name: str, error: Exception) -> str:
        """HTML for a page whose action failed, which changed nothing."""
        return self._show(FAILED)

    def _show(self, text):
        """A notice for the page, in its language."""
        with self.audience.activated():
            return show_refusal("notice", str(text))

    async def resume(self, data: dict) -> None:
        """The page says how far it has got."""
        if self.has_cursor:
            self.sender.charge(COSTLY_FRAME)
        cursor = read_cursor(str(data.get("cursor", "")), self.epoch)
        is_late = self.subscribed_log is not None and not self.has_cursor
        self.has_cursor = True
        self.subscribe_to_log(NO_CURSOR if is_late else cursor)

    def subscribe_to_log(self, cursor: int) -> None:
        """Follow the page's log from that number on."""
        self._cursor_timer.cancel()
        if feed := self.log_feed():
            self.subscribed_log = feed
            feed.subscribe(self, cursor)
