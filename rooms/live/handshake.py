from typing import Any, NamedTuple

WRITER = "hearth.writer"
"""The ASGI extension of a server that accepts framed text. It is an object with:

- write(frame): sends whole frames as they are; returns the bytes that the socket has not taken;
- close(code), with any code, and abort(); is_gone, which says whether the client has left;
- charge(frames): counts what was sent as so many frames more or, if negative, fewer;
- group(writers=()): an object with add(writer), discard(writer), a length, and write(frame),
  which sends to all open writers and returns (writer, unsent bytes) for those that lag.
"""

LENGTH = "hearth.length"
"In an event without the text that it received: the characters of one that was too long to keep."


class Handshake(NamedTuple):
    """`scope["handshake"]`: the server's `send` and its writer, if it has one. An accepted page
    adds itself to `pages` and returns."""

    send: Any
    writer: Any
    pages: list


class HandshakeMiddleware:
    """The outermost ASGI middleware: runs each page's loop outside all other middleware.

    Origin, cookies and route matter only until a page is accepted. After that the memory they
    took is free, and no frame passes through them.
    """

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope: dict, receive, send) -> None:
        page = await self._open(scope, receive, send)
        if page:
            await page.live(receive)

    async def _open(self, scope, receive, send):
        writer = scope.get("extensions", {}).get(WRITER)
        handshake = Handshake(send, writer, [])
        await self.application({**scope, "handshake": handshake}, receive, send)
        if writer:
            scope.clear()  # our own server's; the router still references it
        return handshake.pages.pop() if handshake.pages else None
