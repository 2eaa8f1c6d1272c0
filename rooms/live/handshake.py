from typing import NamedTuple

WRITER = "hearth.writer"
"""The ASGI extension with which a server takes framed text: an object with write(frame),
which sends whole frames as they are and returns how many bytes the socket has not taken yet;
close(code), with any code; abort(); and row(writers), which gives an object with add(writer),
discard(writer), a length, and write(frame). That sends to all of them that are open and returns
pairs of a writer and those bytes, for those of them where some are waiting."""


class Entrance:
    """ASGI middleware, the outermost: pages enter through what stands between, live outside.

    The origin, the cookies and the route matter until a page is accepted. Then
    everything that was needed for that can go, and no frame passes through it again.
    """

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        page = await self._enter(scope, receive, send)
        if page:
            await page.live(receive)

    async def _enter(self, scope, receive, send):
        writer = scope.get("extensions", {}).get(WRITER)
        visit = Visit(send, writer, [])
        await self.application({**scope, "visit": visit}, receive, send)
        if writer:
            scope.clear()  # it is our own server's, and the router above holds on to it
        return visit.pages.pop() if visit.pages else None


class Visit(NamedTuple):
    """What a page finds in its scope as `visit`: the server's own `send` and, if there is one,
    its writer; the page adds itself to `pages` once it is accepted, and returns."""

    send: object
    writer: object
    pages: list
