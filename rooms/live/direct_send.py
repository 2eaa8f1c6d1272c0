class DirectSend:
    """ASGI middleware, the outermost: keeps the server's own `send` for the pages.

    What stands between, the session middleware above all, wraps `send` once for every
    frame of every page, and has nothing to do there after the handshake.
    """

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        await self.application({**scope, "direct_send": send}, receive, send)
