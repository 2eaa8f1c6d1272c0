"""Pages that are open and read nothing: the process holds a bounded amount for them."""

import asyncio

from tests.attacks.visitor import Visitor
from tests.bench.process import memory
from tests.server.client import Page, connect, handshake_request

SILENT, LIMIT = 5, 20 * 1024 * 1024
"Pages, and bytes for all of them: a process grows by as much anyway from one time to the next."
POSTS, SIZE = 400, 3_900
POST = """
from uuid import uuid4
room, ana = Room.objects.get(slug="lobby"), User.objects.get(username="ana")
for n in range({count}):
    Message.objects.post(room, ana, f"{{n}} " + "x" * {size}, uuid4())
Message.objects.post(room, ana, "{last}", uuid4())
"""


def open_silent(site, headers):
    connection = connect(site.port, receive_buffer=4096)
    connection.sendall(handshake_request("/ws/rooms/lobby/", **headers))
    assert connection.recv(12) == b"HTTP/1.1 101"
    return connection


async def growth(site, page, last):
    """Bytes by which the process grows while many long messages arrive."""
    before = memory(site.process.pid)
    code = POST.format(count=POSTS, size=SIZE, last=last)
    await asyncio.to_thread(site.shell, code)
    await page.wait_for(last, timeout=60)
    return memory(site.process.pid) - before


async def test_process_grows_little_more_while_pages_read_nothing(site):
    headers = Visitor.signed_in(site, "ana").socket_headers
    page = await Page.open(f"ws://127.0.0.1:{site.port}/ws/rooms/lobby/", **headers)
    await growth(site, page, "Warm")
    usual = await growth(site, page, "Usual")
    silent = [open_silent(site, headers) for _ in range(SILENT)]
    assert await growth(site, page, "Over") - usual < LIMIT
    for connection in silent:
        connection.close()
    await page.disconnect()
