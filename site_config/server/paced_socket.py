"""Takes in what a page sends: a few frames a turn of the loop, and no more than its budget."""

import asyncio
import logging
from time import monotonic
from typing import Any

from autobahn.websocket.types import ConnectionDeny
from daphne.ws_protocol import WebSocketProtocol

from rooms.live.client_address import client_address
from site_config.server.budget import Budget

logger = logging.getLogger(__name__)

FRAMES_PER_TURN = 4
PATIENCE = 10
"Seconds over the budget after which a connection is closed; until then it is not read."
PAUSE = 1
"Seconds for which it is not read, at least."
TRY_AGAIN_LATER = 1013
"The close code; an honest page comes back after it."
DOOR_BYTES = 16 * 1024
"What a connection may send before it is let in."
MAX_AT_DOOR = 2_000
"Connections that may wait to be let in, each with some 40 KB."


class PacedSocket(WebSocketProtocol):
    """A WebSocket that is read as far as its budget and its application's queue allow."""

    is_queue_full = False
    _address = _budget = _next_turn = None
    _frames_left = _over_since = _held_until = 0

    # Daphne and autobahn call these:

    def onConnect(self, request: Any) -> Any:  # noqa: N802
        server = self.factory.server_class
        if len(server.at_door) >= MAX_AT_DOOR:
            _refuse("too many wait to be let in")
        if server.forwarded is not None:
            self._enter(request, server.forwarded)
        return super().onConnect(request)

    def _enter(self, request, addresses):
        """Count the connection for the address that the proxy reports."""
        peer = self.transport.getPeer().host
        address = client_address(peer, request.headers.get("x-forwarded-for"))
        if not addresses.enter(address):
            _refuse("its address has too many")
        self._address = address

    def onOpen(self) -> None:  # noqa: N802
        super().onOpen()
        self._budget = Budget()
        self.transport.resumeProducing()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802
        super().connectionLost(reason)
        if self._next_turn:
            self._next_turn.cancel()
            self._next_turn = None
        if self._address is not None:
            self.factory.server_class.forwarded.leave(self._address)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._budget:
            self._budget.spend(monotonic(), size=len(data))
        super().dataReceived(data)

    def consumeData(self) -> None:  # noqa: N802
        if self.state == self.STATE_CONNECTING:
            self._wait_at_door()
        elif self._next_turn or self.is_queue_full:
            self.transport.pauseProducing()
        else:
            self._take()

    def onFrameBegin(self) -> None:  # noqa: N802
        self._frames_left -= 1
        self._budget.spend(monotonic(), frames=1)
        super().onFrameBegin()

    # Its application's queue calls these:

    def stop_reading(self) -> None:
        self.is_queue_full = True
        self.transport.pauseProducing()

    def go_on_reading(self) -> None:
        self.is_queue_full = False
        if not self._next_turn:
            self._next_turn = _loop().call_soon(self._take)

    # The application calls this (see rooms.live.handshake.WRITER):

    def charge(self, frames: float) -> None:
        """Count what was sent as so many frames more or, if negative, fewer."""
        if self._budget:
            self._budget.spend(monotonic(), frames=frames)

    def _wait_at_door(self):
        if not hasattr(self, "handshake_deferred"):
            super().consumeData()
        elif len(self.data) > DOOR_BYTES:
            self.transport.pauseProducing()

    def _take(self):
        """Take in some frames, and go on in the next turn if there are more."""
        self._next_turn, self._frames_left = None, FRAMES_PER_TURN
        while self._frames_left > 0 and not self.is_queue_full:
            if self.state == self.STATE_CLOSED or not self.processData():
                self._took_all()
                return
        self._hold()

    def _took_all(self):
        if self.state == self.STATE_CLOSED:
            return
        if self.is_queue_full or self._budget.wait(monotonic()) > 0:
            self._hold()
        else:
            self.transport.resumeProducing()

    def _hold(self):
        """Read nothing until the next turn, until the budget allows it or the queue has room."""
        self.transport.pauseProducing()
        now = monotonic()
        wait = self._budget.wait(now)
        if wait > 0:
            self._wait_for_budget(wait + PAUSE, now)
        elif not self.is_queue_full:
            self._next_turn = _loop().call_soon(self._take)

    def _wait_for_budget(self, seconds, now):
        if now - self._held_until > PAUSE:
            self._over_since = now
        if now - self._over_since > PATIENCE:
            logger.info("Closed: a connection sent too much for %s s", PATIENCE)
            self.sendCloseFrame(code=TRY_AGAIN_LATER)
            return
        self._held_until = now + seconds
        self._next_turn = _loop().call_later(seconds, self._take)


def _refuse(reason):
    logger.warning("A connection was refused: %s", reason)
    raise ConnectionDeny(503, "Too many connections")


def _loop():
    return asyncio.get_running_loop()
