"""Connections that all begin at the same instant, which a loop with tasks is too slow for."""

import asyncio
import os
import socket
from urllib.parse import urlsplit


def knock(url, number):
    """So many sockets that have begun to connect, and wait for nothing yet."""
    where = urlsplit(url)
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.setblocking(False)
    for one in sockets:
        one.connect_ex((where.hostname, where.port))
    return sockets


async def answered(one):
    """The socket, when it is connected. Raises OSError if it was refused."""
    loop = asyncio.get_running_loop()
    is_ready = loop.create_future()
    loop.add_writer(one, is_ready.set_result, None)
    try:
        await is_ready
    finally:
        loop.remove_writer(one)
    if error := one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise OSError(error, os.strerror(error))
    return one
