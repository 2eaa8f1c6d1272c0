"""The servers that are compared. Each runs while its block runs.

The value of the block is a job for the load generator, without its steps.
"""

import sys
from contextlib import ExitStack, contextmanager

from tests.bench import peers, site
from tests.bench.server import free_port, serving


@contextmanager
def hearth(folder, keys, settings="site_config.settings", processes=1, **variables):
    """The site, started with `manage.py serve`. The sockets belong to the owners of the keys.

    variables: its environment, for a site that is not the one in the folder.
    """
    ports = [free_port() for _ in range(processes)]
    origins = [f"http://127.0.0.1:{port}" for port in ports]
    command = (sys.executable, "manage.py", "serve")
    environment = {
        "ORIGINS": ",".join(origins),
        "DJANGO_SETTINGS_MODULE": settings,
        "METRICS_NETWORKS": "127.0.0.1/32",
        "CONNECTIONS_PER_ADDRESS": "100000",
        **variables,
    }
    with ExitStack() as stack:
        pids = [
            stack.enter_context(
                serving(port, *command, log=folder / "hearth.log", PORT=str(port), **environment)
            )
            for port in ports
        ]
        yield {
            "servers": pids,
            "page": "hearth",
            "urls": [f"ws://127.0.0.1:{port}/ws/rooms/lobby/" for port in ports],
            "origins": origins,
            "headers": [{"Origin": origins[0], "Cookie": f"sessionid={key}"} for key in keys],
            "cursor": site.cursor(origins[0], keys[0]),
        }


@contextmanager
def programs(folder, keys):
    """The site, whose sockets belong to programs, one for each key."""
    with hearth(folder, keys) as job:
        headers = [{"Authorization": f"Bearer {token}"} for token in site.tokens(len(keys))]
        urls = [url.replace("/ws/rooms/lobby/", "/ws/api/v1/") for url in job["urls"]]
        yield job | {"page": "program", "urls": urls, "headers": headers}


def unmerged(folder, keys):
    """The site without the merging of frames, to compare frame by frame."""
    return hearth(folder, keys, settings="tests.bench.unmerged.settings")


def unbatched(folder, keys):
    """The site with one transaction per post, to see what batching gains."""
    return hearth(folder, keys, settings="tests.bench.unbatched.settings")


def plain_inserts(folder, keys):
    """The same without compiled queries: posts stored as Django code usually stores them."""
    return hearth(folder, keys, settings="tests.bench.unbatched.plain_inserts")


def tutorial(folder, keys):
    """The chat of the Channels tutorial on Daphne as it is installed."""
    return _on_daphne(folder, "tests.bench.tutorial.asgi:application")


def templated(folder, keys):
    """The same with a template that every consumer renders."""
    return _on_daphne(folder, "tests.bench.templated.asgi:application")


def socket_io(folder, keys):
    path = "socket.io/?EIO=4&transport=websocket"
    return _other(folder, "socket.io", path, "node", str(peers.FOLDER / "socket_io.js"))


def ws(folder, keys):
    return _other(folder, "plain", "", "node", str(peers.FOLDER / "ws.js"))


def ceiling(folder, keys):
    """An echo server in compiled code. No server on this machine should be faster."""
    return _other(folder, "plain", "", sys.executable, "-m", "tests.bench.ceiling")


def _on_daphne(folder, application):
    port = free_port()
    command = ("-m", "daphne", "-b", "127.0.0.1", "-p", str(port), application)
    return _serving(port, folder, "tutorial", "ws/chat/lobby/", sys.executable, *command)


def _other(folder, page, path, *command):
    port = free_port()
    return _serving(port, folder, page, path, *command, str(port))


@contextmanager
def _serving(port, folder, page, path, *command):
    with serving(port, *command, log=folder / "others.log") as pid:
        yield {
            "servers": [pid],
            "page": page,
            "urls": [f"ws://127.0.0.1:{port}/{path}"],
            "headers": [{"Origin": f"http://127.0.0.1:{port}"}],
        }


SERVERS = {
    "hearth": hearth,
    "unmerged": unmerged,
    "tutorial": tutorial,
    "templated": templated,
    "socket.io": socket_io,
    "ws": ws,
    "ceiling": ceiling,
}
OURS = {
    "hearth": hearth,
    "programs": programs,
    "unmerged": unmerged,
    "unbatched": unbatched,
    "plain_inserts": plain_inserts,
}
"The site as it ships and with one mechanism taken out. Their deliveries are checked."
IN_NODE = ("socket.io", "ws")
