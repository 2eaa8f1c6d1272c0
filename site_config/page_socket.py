"""Daphne's WebSocket protocol, fit for thousands of pages that stay open for days."""

import os
from types import SimpleNamespace

from daphne.ws_protocol import WebSocketProtocol

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
        self.__dict__ = dict(self.__dict__)  # a dict shrinks only by being copied
        if self.server.is_ending:
            self.leave_for_restart()

    def connectionLost(self, reason):  # noqa: N802
        super().connectionLost(reason)
        self.is_closed = None  # it held the page itself, which had to wait for the collector

    # The writer that the application is offered:

    def write(self, frame):
        """Send whole frames as they are. Returns the bytes that the socket has not taken yet."""
        if self.state == self.STATE_OPEN:
            self.transport.write(frame)
        return self.transport.waiting()

    @staticmethod
    def write_to_all(sockets, frame):
        """Send whole frames to all these, as `write` does to one.

        Returns those that have not taken them, each with the bytes that wait. Nothing but
        the kernel's work lies between two sends: whatever is done there, the reader of the
        next one has time to fall asleep, and to wake it costs more than to send.
        """
        size, late = len(frame), []
        sockets = [each for each in sockets if each.state == PageSocket.STATE_OPEN]
        descriptors = [each.transport.descriptor for each in sockets]
        for each, descriptor in zip(sockets, descriptors, strict=True):
            try:
                taken = os.write(descriptor, frame) if descriptor else 0
            except OSError:  # it is full, or lost; its transport finds out which
                taken = 0
            if taken < size:
                late.append((each, frame[taken:]))
        return [(each, each.write(rest)) for each, rest in late]

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
