"""Refuses a body before Django runs: a large one, or one whose end proxies may see elsewhere."""

from daphne.http_protocol import WebRequest

MAX_BODY = 1024 * 1024
MAX_UPGRADE_BODY = 16 * 1024
"Bytes; the second is for requests that open a WebSocket, whose body would wait at the door."
TEXT = b"Too large: a request may have at most 1 MiB.\n"
TOO_LARGE = b"\r\n".join(
    [
        b"HTTP/1.1 413 Content Too Large",
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Length: %d" % len(TEXT),
        b"Connection: close",
        b"",
        TEXT,
    ]
)
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"


class BoundedRequest(WebRequest):
    """An HTTP request that is answered with 413 once its body is larger than it may be.

    And with 400 if it is encoded in another way than in chunks, which RFC 9112 (6.1) asks for, or
    if it does not name one host.
    """

    is_refused = False
    _received = 0

    # Twisted calls these:

    def gotLength(self, length: int | None) -> None:  # noqa: N802
        """The headers are complete; the length is None for a chunked body."""
        if self._encodings() not in ([], [b"chunked"]):
            self._refuse(BAD_REQUEST)
        elif length and length > self._limit():
            self._refuse(TOO_LARGE)
        super().gotLength(0 if self.is_refused else length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        self._received += len(data)
        if self.is_refused:
            return
        if self._received > self._limit():
            self._refuse(TOO_LARGE)
        else:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802
        if not self.is_refused and version == b"HTTP/1.1" and len(self._values(b"host")) != 1:
            self._refuse(BAD_REQUEST)  # RFC 9112, 3.2
        if not self.is_refused:
            super().requestReceived(command, path, version)

    def _encodings(self):
        """Twisted ignores an `identity` beside `chunked`; proxies differ about the two."""
        return [value.lower() for value in self._values(b"transfer-encoding")]

    def _values(self, header):
        return self.requestHeaders.getRawHeaders(header, [])

    def _limit(self):
        return MAX_UPGRADE_BODY if self.requestHeaders.hasHeader(b"upgrade") else MAX_BODY

    def _refuse(self, answer):
        self.is_refused = True
        self.requestHeaders.removeHeader(b"expect")  # or Twisted would ask for the body
        transport = self.channel.transport
        transport.write(answer)
        transport.close_and_discard()
