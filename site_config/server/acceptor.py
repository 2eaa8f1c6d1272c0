"""Accepts connections, as many as there are file handles for, and so many of each address."""

import asyncio
import logging
import socket
from collections.abc import Callable
from time import monotonic

from site_config.server.addresses import Addresses
from site_config.server.transport import Transport

logger = logging.getLogger(__name__)

AT_ONCE = 64
"Connections that are accepted in one turn of the loop."
RETRY, LOG_EVERY = 1, 60
"Seconds after which it is tried again, and between two lines in the log."


class Acceptor:
    """Accepts what arrives at a listening socket. `transports` are those that are connected.

    make_protocol: makes the Twisted protocol of a connection, from the address of its peer.
    most: connections that may be open. addresses: counts those of each address; None behind a
        proxy, which makes them all.
    """

    def __init__(
        self,
        listening: socket.socket,
        make_protocol: Callable,
        most: int,
        addresses: Addresses | None,
    ):
        self._listening, self._make_protocol = listening, make_protocol
        self._most, self._addresses = most, addresses
        self.transports, self._starting = set(), set()
        self._is_accepting, self._left_out, self._logs_at = False, 0, 0.0

    def start(self) -> None:
        self._listening.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._resume()

    def close(self) -> None:
        """Accept nothing more; what is open stays open."""
        self._pause()
        self._listening.close()

    # Transports call these:

    def add(self, transport: Transport) -> None:
        self.transports.add(transport)

    def discard(self, transport: Transport) -> None:
        if self._addresses:
            self._addresses.leave(transport.address)
        self.transports.discard(transport)
        self._resume()

    def _accept(self):
        for _ in range(AT_ONCE):
            if len(self.transports) + len(self._starting) >= self._most:
                self._pause()
                self._warn("%d connections are open, which is the most", self._most)
                return
            try:
                connection, peer = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # out of file handles or memory
                self._pause()
                self._warn("No connection can be accepted: %s", error)
                self._loop.call_later(RETRY, self._resume)
                return
            self._admit(connection, peer[0])

    def _admit(self, connection, address):
        if self._addresses and not self._addresses.enter(address):
            connection.close()
            self._left_out += 1
            self._warn("%d connections were refused: their address has the most", self._left_out)
            return
        transport = Transport(self._make_protocol, self, address)
        task = self._loop.create_task(
            self._loop.connect_accepted_socket(lambda: transport, connection)
        )
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    def _pause(self):
        if self._is_accepting:
            self._is_accepting = False
            self._loop.remove_reader(self._listening)

    def _resume(self):
        if not self._is_accepting and self._listening.fileno() >= 0:
            self._is_accepting = True
            self._loop.add_reader(self._listening, self._accept)

    def _warn(self, text, value):
        if monotonic() >= self._logs_at:
            self._logs_at, self._left_out = monotonic() + LOG_EVERY, 0
            logger.warning(text, value)
