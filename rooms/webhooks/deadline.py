"""A time by which all that waits on a connection ends, however slowly it goes on meanwhile."""

import socket
from io import BufferedReader, RawIOBase
from time import monotonic


class Deadline:
    def __init__(self, seconds: float):
        self._at = monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left. Raises TimeoutError when there are none."""
        seconds = self._at - monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class TimedSocket:
    """What http.client needs of a socket. A timeout of a socket would begin anew with each byte."""

    def __init__(self, connection: socket.socket, deadline: Deadline):
        self._connection, self._deadline = connection, deadline

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(data)

    def makefile(self, mode: str) -> BufferedReader:
        return BufferedReader(_TimedReader(self._connection, self._deadline))

    def close(self) -> None:
        """Whoever made the connection closes it: the answer is still read after this."""


class _TimedReader(RawIOBase):
    def __init__(self, connection, deadline):
        self._connection, self._deadline = connection, deadline

    def readable(self):
        return True

    def readinto(self, buffer):
        self._connection.settimeout(self._deadline.left())
        return self._connection.recv_into(buffer)
