"""Daphne's WebSocket protocol, fit for thousands of pages that stay open for days."""

from types import SimpleNamespace

from daphne.ws_protocol import WebSocketProtocol

from site_config.server.socket_group import Row

GOING_TO_RESTART = 1012
"The close code after which a page comes back."
OF_THE_HANDSHAKE = (
    *("clean_headers", "http_headers", "http_headers_cnt", "http_request_data"),
    *("http_request_host", "http_request_params", "http_request_path", "http_request_uri"),
    *("http_response_data", "http_status_line", "application_deferred", "protocol_to_accept"),
    *("websocket_extensions", "websocket_origin", "websocket_protocols", "_wskey"),
    *("_raw_query_string", "_transport_details"),
)
"Attributes that nothing reads once the socket is open."
NEEDED = "CONFIG_ATTRS", "STATE_OPEN", "dropConnection", "sendCloseFrame"

if missing := [name for name in NEEDED if not hasattr(WebSocketProtocol, name)]:
    raise ImportError(f"its WebSocket protocol lacks {', '.join(missing)}")


class PageSocket(WebSocketProtocol):
    """Lets go of the handshake, takes framed text, and can say that the server restarts."""

    rows = ()
    "Those that it stands in."
    __eq__, __hash__ = object.__eq__, object.__hash__  # Daphne's are the same, in Python

    @classmethod
    def of(cls, factory):
        """The class with the factory's options on it, so that not every socket has copies."""
        options = {name: getattr(factory, name) for name in cls.CONFIG_ATTRS}
        accept = staticmethod(options["perMessageCompressionAccept"])
        options |= {"perMessageCompressionAccept": accept, "CONFIG_ATTRS": []}
        return type(cls.__name__, (cls,), options)

    def serverAccept(self, subprotocol=None):  # noqa: N802
        """The application accepts; in vain if the handshake has taken too long meanwhile."""
        if self.state == self.STATE_CONNECTING:
            super().serverAccept(subprotocol)

    def onOpen(self):  # noqa: N802
        super().onOpen()
        for name in OF_THE_HANDSHAKE:
            self.__dict__.pop(name, None)
        self.request = ANY_REQUEST
        self.transport.registerProducer(self, streaming=True)
        self.__dict__ = dict(self.__dict__)  # a dict shrinks only by being copied
        if self.server.is_ending:
            self.leave_for_restart()

    def connectionLost(self, reason):  # noqa: N802
        super().connectionLost(reason)
        self.is_closed = None  # it held the page itself, which had to wait for the collector
        self._settle()

    def sendCloseFrame(self, *args, **kwargs):  # noqa: N802
        super().sendCloseFrame(*args, **kwargs)
        self._settle()

    def dropConnection(self, *args, **kwargs):  # noqa: N802
        super().dropConnection(*args, **kwargs)
        self._settle()

    # What its transport tells a producer:

    def pauseProducing(self):  # noqa: N802
        self._settle()

    def resumeProducing(self):  # noqa: N802
        self._settle()

    def stopProducing(self):  # noqa: N802
        """The connection was lost, which `connectionLost` hears of too."""

    def _settle(self):
        for row in self.rows:
            row.settle(self)

    # The writer that the application is offered:

    def write(self, frame):
        """Send whole frames as they are. Returns the bytes that the socket has not taken yet."""
        if self.state == self.STATE_OPEN:
            self.transport.write(frame)
        return self.transport.waiting()

    @staticmethod
    def row(sockets=()):
        """A row of these as they are now; those that are added to it say when that changes."""
        row = Row()
        for socket in sockets:
            row.settle(socket)
        return row

    def close(self, code):
        """Close with any code, after what was written."""
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=code)

    def abort(self):
        """End the connection at once, with what is waiting; a page reads that as 1006."""
        self.dropConnection(abort=True)

    def leave_for_restart(self):
        self.close(GOING_TO_RESTART)


ANY_REQUEST = SimpleNamespace(path="")
"""What Daphne reads when a socket closes, for its access log, which is off."""
