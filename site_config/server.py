"""Hearth's server: Daphne, with limits that fit pages which stay open for days."""

import socket

LARGEST_MESSAGE = 256 * 1024
BACKLOG = 1024


def port_is_free(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def run(host, port, on_ready):
    """Serve the site until a signal ends it. `on_ready` is called when it listens."""
    from daphne.server import Server  # installs its reactor, so not before it is needed

    from site_config.asgi import application

    interface = host.replace(":", r"\:")
    Server(
        application=application,
        endpoints=[f"tcp:port={port}:interface={interface}:backlog={BACKLOG}"],
        websocket_timeout=-1,
        websocket_max_message_size=LARGEST_MESSAGE,
        websocket_max_frame_size=LARGEST_MESSAGE,
        ready_callable=on_ready,
        server_name="hearth",
    ).run()
