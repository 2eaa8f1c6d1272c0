"""Stops the server: requests are answered, and pages close over a few seconds.

If all pages closed at once, they would all reconnect at once.
"""

import asyncio
import logging
import random
import signal
from typing import Any

from daphne.http_protocol import WebRequest
from daphne.server import reactor
from daphne.ws_protocol import WebSocketProtocol

logger = logging.getLogger(__name__)

SIGNALS = signal.SIGINT, signal.SIGTERM
SPREAD_PER_PAGE, MAX_SPREAD = 0.008, 4
"Seconds over which pages close: for each page, and at most for all."
TIMEOUT = 9
"Seconds after which unfinished work is cut off. Container runtimes kill after ten."
POLL_INTERVAL = 0.02


class Shutdown:
    """Stops a server gracefully at the first signal. The second ends the process at once."""

    def __init__(self, server: Any):
        self.server = server

    def handle_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._start)

    def _start(self):
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        self._task = loop.create_task(self._shut_down())  # the loop keeps only a weak reference

    async def _shut_down(self):
        await asyncio.sleep(POLL_INTERVAL)  # accepts who connected before the signal
        self.server.stop_listening()
        self._close_pages()
        try:
            async with asyncio.timeout(TIMEOUT):
                while self._has_work():
                    await asyncio.sleep(POLL_INTERVAL)
                    self._close_idle_connections()
        except TimeoutError:
            logger.warning("Stopped after %s s with unfinished work", TIMEOUT)
        reactor.stop()

    def _close_pages(self):
        """Close each page at a random moment within the spread."""
        loop, pages = asyncio.get_running_loop(), self._connected(WebSocketProtocol)
        spread = min(MAX_SPREAD, SPREAD_PER_PAGE * len(pages))
        for page in pages:
            loop.call_later(random.uniform(0, spread), page.close_for_restart)

    def _close_idle_connections(self):
        """Close connections without a request; the others close after their answer."""
        requests = self._connected(WebRequest)
        for request in requests:
            request.channel.persistent = False
        busy = {request.transport for request in requests}
        for transport in self.server.transports - busy:
            if not isinstance(transport.protocol, WebSocketProtocol):
                transport.loseConnection()

    def _has_work(self):
        connections = self.server.connections.values()
        running = (details.get("application_instance") for details in connections)
        return bool(self.server.transports) or any(each and not each.done() for each in running)

    def _connected(self, kind):
        connections = self.server.connections.items()
        return [
            protocol
            for protocol, details in connections
            if isinstance(protocol, kind) and "disconnected" not in details
        ]
