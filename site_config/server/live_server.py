"""Daphne on asyncio's transports, for pages that stay open for days."""

import asyncio
import socket
from functools import partial
from typing import Any

from daphne.server import Server, reactor, twisted_loop
from twisted.internet import defer

from rooms.live.handshake import WRITER
from site_config.server.acceptor import Acceptor
from site_config.server.addresses import Addresses
from site_config.server.body_limit import BoundedRequest
from site_config.server.page_socket import PageSocket
from site_config.server.receive_queue import ReceiveQueue
from site_config.server.shutdown import Shutdown


class LiveServer(Server):
    """Daphne with its own listener, transports, receive queues and shutdown.

    listening: a socket that listens. most: connections that may be open, and per_address those
    of one address, which is the forwarded one behind a proxy.
    """

    is_shutting_down = False

    def __init__(
        self,
        listening: socket.socket,
        most: int,
        per_address: int = 2_000,
        behind_proxy: bool = False,
        **options: Any,
    ):
        super().__init__(endpoints=["asyncio"], signal_handlers=False, **options)
        self.endpoints = []  # Daphne requires one above, and would listen on it
        self.at_door, addresses = set(), Addresses(min(per_address, most * 3 // 4))
        self.forwarded = addresses if behind_proxy else None
        direct = None if behind_proxy else addresses
        self.acceptor = Acceptor(listening, self._make_channel, most, direct)

    @property
    def transports(self) -> set:
        return self.acceptor.transports

    def run(self) -> None:
        """Serve until a signal ends it."""
        twisted_loop.run_until_complete(self._listen())
        reactor.callWhenRunning(self._use_page_sockets)
        super().run()

    async def _listen(self):
        self.acceptor.start()
        Shutdown(self).handle_signals()

    def _make_channel(self, address):
        channel = self.http_factory.buildProtocol(address)
        channel.requestFactory = BoundedRequest
        return channel

    def _use_page_sockets(self):
        self.ws_factory.protocol = PageSocket.with_options(self.ws_factory)

    def stop_listening(self) -> None:
        self.is_shutting_down = True
        self.acceptor.close()

    def create_application(self, protocol: Any, scope: dict) -> ReceiveQueue:
        """Run the application for a connection; return the queue that its events go into."""
        is_page = scope["type"] == "websocket"
        queue = ReceiveQueue(protocol if is_page else None)
        scope.setdefault("asgi", {"version": "3.0"})
        if is_page:
            scope["extensions"] = {WRITER: protocol}
        send = partial(self.handle_reply, protocol)
        running = asyncio.ensure_future(self.application(scope=scope, receive=queue.get, send=send))
        self.connections[protocol]["application_instance"] = running
        if is_page:
            self.at_door.add(protocol)
            running.add_done_callback(partial(self._leave_door, protocol))
        return queue

    def _leave_door(self, protocol, running):
        self.at_door.discard(protocol)

    def kill_all_applications(self) -> defer.Deferred:
        """Cancel the applications that still run; Twisted waits for the result."""
        instances = (each.get("application_instance") for each in self.connections.values())
        running = [instance for instance in instances if instance]
        for instance in running:
            instance.cancel()
        return defer.Deferred.fromFuture(asyncio.gather(*running, return_exceptions=True))
