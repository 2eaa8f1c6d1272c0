"""Daphne's WebSocket protocol, made small enough for thousands of open pages."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

from site_config.server.long_messages import LongMessages
from site_config.server.paced_socket import PacedSocket
from site_config.server.socket_group import SocketGroup

SERVICE_RESTART = 1012
"The close code after which a page reconnects."
HANDSHAKE_ATTRIBUTES = (
    *("clean_headers", "http_headers", "http_headers_cnt", "http_request_data"),
    *("http_request_host", "http_request_params", "http_request_path", "http_request_uri"),
    *("http_response_data", "http_status_line", "application_deferred", "protocol_to_accept"),
    *("websocket_extensions", "websocket_origin", "websocket_protocols", "_wskey"),
    *("_raw_query_string", "_transport_details"),
)
"Attributes that are not read after the socket is open."
EMPTY_REQUEST = SimpleNamespace(path="")
"Daphne reads the path for its access log, which is off."
REQUIRED = (
    *("CONFIG_ATTRS", "STATE_OPEN", "consumeData", "dropConnection"),
    *("onFrameBegin", "onMessageFrameData", "processData", "sendCloseFrame"),
)

if missing := [name for name in REQUIRED if not hasattr(WebSocketProtocol, name)]:
    raise ImportError(f"its WebSocket protocol lacks {', '.join(missing)}")


class PageSocket(LongMessages, PacedSocket):
    """The WebSocket of one page, and the writer that is offered to the application.

    It frees the memory of the handshake, sends framed text, and can close for a restart.
    """

    groups = ()
    "The groups that it was added to."
    __eq__, __hash__ = object.__eq__, object.__hash__  # Daphne's do the same, but in Python

    @classmethod
    def with_options(cls, factory: Any) -> type["PageSocket"]:
        """A subclass that has the factory's options, so that a socket needs no copies."""
        options = {name: getattr(factory, name) for name in cls.CONFIG_ATTRS}
        accept = staticmethod(options["perMessageCompressionAccept"])
        options |= {"perMessageCompressionAccept": accept, "CONFIG_ATTRS": []}
        return type(cls.__name__, (cls,), options)

    # Daphne and autobahn call these:

    def serverAccept(self, subprotocol: str | None = None) -> None:  # noqa: N802
        """Accept the socket, unless the handshake has timed out meanwhile."""
        if self.state == self.STATE_CONNECTING:
            super().serverAccept(subprotocol)

    def onOpen(self) -> None:  # noqa: N802
        super().onOpen()
        self.server.at_door.discard(self)
        for name in HANDSHAKE_ATTRIBUTES:
            self.__dict__.pop(name, None)
        self.request = EMPTY_REQUEST
        self.transport.registerProducer(self, streaming=True)
        self.__dict__ = dict(self.__dict__)  # a dict shrinks only when it is copied
        if self.server.is_shutting_down:
            self.close_for_restart()

    def onClose(self, wasClean: bool, code: int, reason: str) -> None:  # noqa: N802, N803
        """Report the end of a connection, unless its handshake failed before it was one."""
        if self in self.factory.server_class.connections:
            super().onClose(wasClean, code, reason)

    def connectionLost(self, reason: Any) -> None:  # noqa: N802
        super().connectionLost(reason)
        self.is_closed = None  # breaks a cycle, so that no garbage collection is needed
        self._update_groups()

    def sendCloseFrame(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802
        super().sendCloseFrame(*args, **kwargs)
        self._update_groups()

    def dropConnection(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802
        super().dropConnection(*args, **kwargs)
        self._update_groups()

    # Its transport calls these, as for any producer:

    def pauseProducing(self) -> None:  # noqa: N802
        self._update_groups()

    def resumeProducing(self) -> None:  # noqa: N802
        self._update_groups()

    def stopProducing(self) -> None:  # noqa: N802
        """The connection was lost: leave all groups before anything else is done."""
        self._update_groups()

    def _update_groups(self):
        for group in self.groups:
            group.update(self)

    # The application calls these (see rooms.live.handshake.WRITER):

    def write(self, frame: bytes) -> int:
        """Send whole frames as they are. Returns the bytes that are unsent."""
        if self.state == self.STATE_OPEN:
            self.transport.write(frame)
        return self.transport.unsent()

    @staticmethod
    def group(sockets: Iterable["PageSocket"] = ()) -> SocketGroup:
        """A group of these sockets as they are now. Only sockets added later update it."""
        group = SocketGroup()
        for socket in sockets:
            group.update(socket)
        return group

    def close(self, code: int) -> None:
        """Close with any code, after what was written."""
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=code)

    @property
    def is_gone(self) -> bool:
        return self.state == self.STATE_CLOSED

    def abort(self) -> None:
        """End the connection at once and discard what is unsent. The page sees code 1006."""
        self.dropConnection(abort=True)

    def close_for_restart(self) -> None:
        self.close(SERVICE_RESTART)
