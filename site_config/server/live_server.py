"""Daphne on asyncio's transports, for pages that stay open for days."""

import asyncio
from functools import partial

from daphne.server import Server, reactor, twisted_loop
from twisted.internet import defer

from rooms.live.handshake import WRITER
from site_config.server.page_socket import PageSocket
from site_config.server.receive_queue import Inbox
from site_config.server.shutdown import Drain
from site_config.server.transport import Transport
from site_config.server.upgrade import asks_for_page


class LiveServer(Server):
    """Daphne, except for who listens, who writes, and how it ends.

    listening: a socket that listens; backlog: connections that may wait there.
    """

    is_ending = False

    def __init__(self, listening, backlog, **options):
        super().__init__(endpoints=["asyncio"], signal_handlers=False, **options)
        self.endpoints = []  # Daphne insists on one at first, and would listen there
        self.listening, self.backlog = listening, backlog
        self.transports = set()

    def run(self):
        """Serve until a signal ends it."""
        twisted_loop.run_until_complete(self._open())
        reactor.callWhenRunning(self._prepare_for_pages)
        super().run()

    async def _open(self):
        self.door = await asyncio.get_running_loop().create_server(
            lambda: Transport(self._protocol_for, self.transports),
            sock=self.listening,
            backlog=self.backlog,
        )
        Drain(self).at_signals()

    def _protocol_for(self, data, peer):
        query = asks_for_page(data)
        if query is None:
            return self.http_factory.buildProtocol(peer)
        page = self.ws_factory.buildProtocol(peer)
        page._raw_query_string = query
        return page

    def _prepare_for_pages(self):
        self.ws_factory.protocol = PageSocket.of(self.ws_factory)

    def stop_listening(self):
        self.is_ending = True
        self.door.close()

    def create_application(self, protocol, scope):
        """Run the application for a connection; returns what its events are put into."""
        is_page = scope["type"] == "websocket"
        inbox = Inbox(protocol.transport if is_page else None)
        scope.setdefault("asgi", {"version": "3.0"})
        if is_page:
            scope["extensions"] = {WRITER: protocol}
        send = partial(self.handle_reply, protocol)
        running = self.application(scope=scope, receive=inbox.get, send=send)
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return inbox

    def kill_all_applications(self):
        """Cancel what still runs; Twisted waits for it."""
        known = (details.get("application_instance") for details in self.connections.values())
        running = [application for application in known if application]
        for application in running:
            application.cancel()
        return defer.Deferred.fromFuture(asyncio.gather(*running, return_exceptions=True))
