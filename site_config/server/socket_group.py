import os


class Row:
    """Open sockets that are written to one right after the other.

    Nothing but the kernel's work lies between two sends: whatever is done there, the reader of
    the next one has time to fall asleep, and to wake it costs more than to send. So the numbers
    of those that can be written to at once are kept ready; each socket says when that changes.
    """

    def __init__(self):
        self.ready, self.waiting = {}, set()

    def __len__(self):
        return len(self.ready) + len(self.waiting)

    def add(self, socket):
        socket.rows += (self,)
        self.settle(socket)

    def discard(self, socket):
        socket.rows = tuple(row for row in socket.rows if row is not self)
        self._forget(socket)

    def settle(self, socket):
        """The socket says that something waits for it now, or nothing any more, or it closes."""
        self._forget(socket)
        if socket.state != socket.STATE_OPEN:
            return
        if descriptor := socket.transport.descriptor:
            self.ready[socket] = descriptor
        else:
            self.waiting.add(socket)

    def _forget(self, socket):
        self.ready.pop(socket, None)
        self.waiting.discard(socket)

    def write(self, frame):
        """Send whole frames to all of them.

        Returns those that have not taken them, each with the bytes that wait.
        """
        size, short = len(frame), []
        descriptors = list(self.ready.values())
        for n, descriptor in enumerate(descriptors):
            try:
                taken = os.write(descriptor, frame)
            except OSError:  # it is full, or lost; its transport finds out which
                taken = 0
            if taken < size:
                short.append((n, taken))
        sockets = list(self.ready) if short else ()
        rests = dict.fromkeys(self.waiting, frame)
        rests |= {sockets[n]: frame[taken:] for n, taken in short}
        return [(socket, socket.write(rest)) for socket, rest in rests.items()]
