"""The end of the server: nobody is cut off, and the pages do not come back all at once."""

import asyncio
import logging
import random
import signal

from daphne.http_protocol import WebRequest
from daphne.server import reactor
from daphne.ws_protocol import WebSocketProtocol

logger = logging.getLogger(__name__)

SIGNALS = signal.SIGINT, signal.SIGTERM
EACH, SPREAD = 0.008, 4
"Seconds over which one socket, and over which all of them at most, are closed."
LIMIT = 9
"Seconds after which what is still under way is cut; containers are killed after ten."
TICK = 0.02


class Drain:
    """Ends a server gently at the first signal; the second one ends the process at once."""

    def __init__(self, server):
        self.server = server

    def at_signals(self):
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._begin)

    def _begin(self):
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        self._draining = loop.create_task(self._drain())

    async def _drain(self):
        await asyncio.sleep(TICK)  # who knocked before the signal came is let in
        self.server.stop_listening()
        self._send_pages_away()
        try:
            async with asyncio.timeout(LIMIT):
                while self._is_under_way():
                    await asyncio.sleep(TICK)
                    self._let_idle_clients_go()
        except TimeoutError:
            logger.warning("Stopped after %s s, with work still under way", LIMIT)
        reactor.stop()

    def _send_pages_away(self):
        """Close the sockets one by one, each at a moment of its own."""
        loop, pages = asyncio.get_running_loop(), self._connected(WebSocketProtocol)
        seconds = min(SPREAD, EACH * len(pages))
        for page in pages:
            loop.call_later(random.uniform(0, seconds), page.leave_for_restart)

    def _let_idle_clients_go(self):
        """Close what waits for a next request, and what is answered once it is."""
        requests = self._connected(WebRequest)
        for request in requests:
            request.channel.persistent = False
        busy = {request.transport for request in requests}
        for transport in self.server.transports - busy:
            if not isinstance(transport.protocol, WebSocketProtocol):
                transport.loseConnection()

    def _is_under_way(self):
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
