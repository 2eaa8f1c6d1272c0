from collections.abc import Callable


def at_root(application: Callable) -> Callable:
    """An ASGI middleware: the site's paths begin at the root of its host, for every request.

    Daphne believes what a client's header says about that, and links are cached for everybody.
    """

    async def middleware(scope, receive, send):
        scope["root_path"] = ""
        await application(scope, receive, send)

    return middleware
