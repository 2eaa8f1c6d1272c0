"""Hearth's server: Daphne, with limits that fit pages which stay open for days."""

import gc
import logging
import socket

from django.conf import settings
from django.template.loader import get_template
from django.urls import resolve, reverse
from django.utils import translation

logger = logging.getLogger(__name__)

LARGEST_MESSAGE = 256 * 1024
BACKLOG = 1024
HANDSHAKE = 30
"Seconds that a page may wait for being let in, when thousands come back at once."


def port_is_free(host, port):
    with _socket(host) as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def run(host, port, on_ready):
    """Serve the site until a signal ends it. `on_ready` is called when it listens."""
    from site_config.asgi import application

    _warm_up()
    server(application, host, port, on_ready).run()


def _warm_up():
    """Do what the first pages would wait for: after a restart they come by the hundred.

    The first message too, for which all addresses and the patterns of links are prepared.
    """
    from rooms.chat.rendering import text_to_html

    resolve("/")
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            reverse("home")
    text_to_html("@ana https://x.org //x.org x.org mailto:ana@x.org ana@x.org")
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for path in sorted(folder.rglob("_*.html")):
            get_template(str(path.relative_to(folder)))
    gc.freeze()  # what is there by now stays, and need not be looked through again


def server(application, host, port, on_ready):
    """What serves an ASGI application; its `run` returns when a signal has ended it."""
    make = _live_server if _is_fit_for_live() else _plain_server
    return make(
        host,
        port,
        application=application,
        ready_callable=on_ready,
        websocket_timeout=-1,
        websocket_handshake_timeout=HANDSHAKE,
        websocket_max_message_size=LARGEST_MESSAGE,
        websocket_max_frame_size=LARGEST_MESSAGE,
        server_name="hearth",
    )


def _is_fit_for_live():
    """Whether Daphne and autobahn still have what the faster way to write builds on."""
    try:
        from site_config.server import live_server  # noqa: F401
    except (ImportError, AttributeError) as error:
        logger.warning("This Daphne differs, so pages are written to the slower way: %s", error)
        return False
    return True


def _live_server(host, port, **options):
    from site_config.server.live_server import LiveServer

    listening = _socket(host)
    listening.bind((host, port))
    listening.listen(BACKLOG)
    return LiveServer(listening, BACKLOG, **options)


def _plain_server(host, port, **options):
    from daphne.server import Server

    interface = host.replace(":", r"\:")
    endpoint = f"tcp:port={port}:interface={interface}:backlog={BACKLOG}"
    return Server(endpoints=[endpoint], **options)


def _socket(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only a socket that says it is of TCP gets asyncio's TCP_NODELAY.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made
