"""Drops what is too long, but not the connection: the page is told, and stays."""

from daphne.ws_protocol import WebSocketProtocol

from rooms.live.handshake import LENGTH

MAX_MESSAGE = 256 * 1024
"Bytes."


class LongMessages(WebSocketProtocol):
    """A WebSocket that reports only the length of a message that is too long."""

    _length = _size = 0

    # autobahn calls these; its own limits would cut the connection:

    def onMessageFrameBegin(self, length: int) -> None:  # noqa: N802
        self.frame_data = []

    def onMessageFrameData(self, payload: bytes) -> None:  # noqa: N802
        self._size += len(payload)
        self._length += len(payload.decode(errors="ignore"))
        if self._size > MAX_MESSAGE:
            self.message_data.clear()
            self.frame_data.clear()
        else:
            self.frame_data.append(payload)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803
        is_too_long, length = self._size > MAX_MESSAGE, self._length
        self._size = self._length = 0
        if is_too_long:
            event = {"type": "websocket.receive", "text": "", LENGTH: length}
            self.application_queue.put_nowait(event)
        else:
            super().onMessage(payload, isBinary)
