import os
from typing import Any


class SocketGroup:
    """Open sockets that get the same frames.

    Descriptors of sockets with an empty buffer are kept ready, so that a write is one system
    call. Each socket calls `update` when its buffer fills or empties, and when it closes.
    """

    def __init__(self):
        self.ready, self.lagging = {}, set()

    def __len__(self) -> int:
        return len(self.ready) + len(self.lagging)

    def add(self, socket: Any) -> None:
        socket.groups += (self,)
        self.update(socket)

    def discard(self, socket: Any) -> None:
        socket.groups = tuple(group for group in socket.groups if group is not self)
        self._remove(socket)

    def update(self, socket: Any) -> None:
        """Record whether the socket is ready, has unsent bytes, or is not open any more."""
        self._remove(socket)
        if socket.state != socket.STATE_OPEN or socket.transport.disconnecting:
            return
        if descriptor := socket.transport.descriptor:
            self.ready[socket] = descriptor
        else:
            self.lagging.add(socket)

    def _remove(self, socket):
        self.ready.pop(socket, None)
        self.lagging.discard(socket)

    def write(self, frame: bytes) -> list[tuple[Any, int]]:
        """Send whole frames to all; return each socket that lags, with its unsent bytes."""
        size, partial = len(frame), []
        descriptors = list(self.ready.values())
        # Keep Python work out of this loop: a pause lets the receiver sleep, and waking it
        # costs more than the send.
        for n, descriptor in enumerate(descriptors):
            try:
                sent = os.write(descriptor, frame)
            except OSError:  # full or lost; its transport finds out which
                sent = 0
            if sent < size:
                partial.append((n, sent))
        sockets = list(self.ready) if partial else ()
        unsent = dict.fromkeys(self.lagging, frame)
        unsent |= {sockets[n]: frame[sent:] for n, sent in partial}
        return [(socket, socket.write(rest)) for socket, rest in unsent.items()]
