"""TCP connections that begin at the same instant. A loop of asyncio tasks would be too slow."""

import asyncio
import os
import socket
from itertools import cycle
from urllib.parse import urlsplit


def begin_connecting(urls, count):
    """So many sockets that have begun to connect, in turn to each URL. Nothing is awaited yet."""
    addresses = [(url.hostname, url.port) for url in map(urlsplit, urls)]
    sockets = [socket.socket() for _ in range(count)]
    for sock in sockets:
        sock.setblocking(False)
    for sock, address in zip(sockets, cycle(addresses), strict=False):
        sock.connect_ex(address)
    return sockets


async def connected(sock):
    """The socket, once it is connected. Raises OSError if it was refused."""
    loop = asyncio.get_running_loop()
    is_ready = loop.create_future()
    loop.add_writer(sock, is_ready.set_result, None)
    try:
        await is_ready
    finally:
        loop.remove_writer(sock)
    if error := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise OSError(error, os.strerror(error))
    return sock
