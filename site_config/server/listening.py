import socket

SEND_BUFFER, RECEIVE_BUFFER = 64 * 1024, 64 * 1024
"""Bytes, which Linux doubles, that the kernel keeps for each connection. By itself it keeps up to
4 MiB for a client that does not read, and 6 MiB of what is not read here."""


def port_is_free(host: str, port: int) -> bool:
    with _tcp_socket(host) as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def listen(host: str, port: int, backlog: int) -> socket.socket:
    """A socket that listens; `backlog` connections may queue there."""
    listening = _tcp_socket(host)
    # What is accepted inherits these.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    listening.bind((host, port))
    listening.listen(backlog)
    return listening


def _tcp_socket(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only if the protocol is given explicitly.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made
