"""Starts Hearth's server: Daphne, with limits that fit pages which stay open for days."""

import logging
from collections.abc import Callable

from daphne.server import Server, twisted_loop
from django.conf import settings

from rooms.live.hub import Hub
from site_config.server.file_limit import raise_file_limit
from site_config.server.listening import listen
from site_config.server.warm_up import warm_up

logger = logging.getLogger(__name__)

MAX_MESSAGE_SIZE = 256 * 1024
BACKLOG = 1024
HANDSHAKE_TIMEOUT = 30
"Seconds that a handshake may take, as when thousands of pages come back at once."


def run(application: Callable, host: str, port: int, on_ready: Callable[[], None]) -> None:
    """Serve the site until a signal ends it. Calls `on_ready` when it listens.

    The hub starts with it, so that jobs run before the first page is opened.
    """
    warm_up()
    twisted_loop.call_soon(Hub.running)
    limits = {
        "per_address": settings.CONNECTIONS_PER_ADDRESS,
        "behind_proxy": settings.BEHIND_PROXY,
    }
    make_server(application, host, port, on_ready, **limits).run()


def make_server(
    application: Callable, host: str, port: int, on_ready: Callable[[], None], **limits: int
) -> Server:
    """A server for an ASGI application. Its `run` returns after a signal has ended it.

    The limits are those of LiveServer, which counts connections.
    """
    most = raise_file_limit()
    options = {
        "application": application,
        "ready_callable": on_ready,
        "websocket_timeout": -1,
        "websocket_handshake_timeout": HANDSHAKE_TIMEOUT,
        "websocket_max_message_size": MAX_MESSAGE_SIZE,
        "websocket_max_frame_size": MAX_MESSAGE_SIZE,
        "server_name": "hearth",
    }
    if live_server := _live_server_class():
        return live_server(listen(host, port, BACKLOG), most, **limits, **options)
    return Server(endpoints=[_endpoint(host, port)], **options)


def _live_server_class():
    """LiveServer; None if this version of Daphne or autobahn lacks what it builds on."""
    try:
        # Imported here because other versions make the import fail.
        from site_config.server.live_server import LiveServer
    except (ImportError, AttributeError) as error:
        logger.warning("Plain Daphne is used, which writes to pages the slower way: %s", error)
        return None
    return LiveServer


def _endpoint(host, port):
    """Twisted's description of the address to listen on."""
    interface = host.replace(":", r"\:")
    return f"tcp:port={port}:interface={interface}:backlog={BACKLOG}"
