"""An ASGI application for edge cases: `python -m tests.server.edge_case_app PORT`.

HTTP: GET /slow answers after a second, GET /big with BIG_SIZE bytes in chunks, and /endless
without a length. Other requests get the length and the checksum of their body.

WebSocket: a text is sent back, except for these. `all…` goes to every page. `leave` closes the
sender's page, then sends `all who stay` to every page. `count` sends numbers to every page until
one page lags, then `over`. `flood` sends large texts until one page is cut off, then `over`.
After `sleep` the application reads nothing for three seconds. No budget limits what a page sends.
"""

import asyncio
import sys
import zlib

from rooms.live.delivery.broadcast import Broadcast, broadcast
from rooms.live.delivery.direct_sender import DirectSender
from rooms.live.handshake import WRITER
from site_config.server import budget
from site_config.server.launch import make_server

CHUNK, CHUNKS = b"0123456789abcdef" * 4096, 128
BIG_SIZE = len(CHUNK) * CHUNKS
LAG = 100_000
"Unsent bytes of a page that lags. It is cut off at MAX_BUFFERED, which is more."
pages, subscribers = set(), Broadcast()


class Page:
    """The part of a page that sends."""

    def __init__(self, writer):
        self.sender, self.is_closed = DirectSender(writer), False

    def abort(self):
        self.is_closed = True
        self.sender.abort()


async def application(scope, receive, send):
    await {"http": http, "websocket": websocket}[scope["type"]](scope, receive, send)


async def http(scope, receive, send):
    body = await read_body(receive)
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
    is_big = scope["path"] == "/big"
    answer = b"" if is_big else f"{len(body)} {zlib.crc32(body)}".encode()
    length = str(BIG_SIZE if is_big else len(answer)).encode()
    headers = [] if scope["path"] == "/endless" else [(b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for _ in range(CHUNKS if is_big and scope["method"] != "HEAD" else 0):
        await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
    await send({"type": "http.response.body", "body": answer})


async def read_body(receive):
    parts, more = [], True
    while more:
        event = await receive()
        parts.append(event.get("body", b""))
        more = event.get("more_body", False)
    return b"".join(parts)


async def websocket(scope, receive, send):
    await receive()
    page = Page(scope["extensions"][WRITER])
    await send({"type": "websocket.accept"})
    pages.add(page)
    subscribers.add(page)
    while (event := await receive())["type"] == "websocket.receive":
        await handle_text(page, event["text"])
    pages.discard(page)
    subscribers.discard(page)


async def handle_text(page, text):
    if text == "count":
        await count()
    elif text == "flood":
        await flood()
    elif text == "sleep":
        await asyncio.sleep(3)
    elif text == "leave":
        page.sender.close(4000)
        subscribers.push("all who stay")
    elif text.startswith("all"):
        subscribers.push(text)
    else:
        page.sender.put(text)


async def count():
    """Alternate between `broadcast` and `Broadcast.push`, also while some pages have a backlog."""
    number = 0
    while all(page.sender.writer.write(b"") < LAG for page in pages):
        if number % 2:
            broadcast(counted(number), pages)
        else:
            subscribers.push(counted(number))
        number += 1
        await asyncio.sleep(0)
    broadcast("over", pages)


def counted(number):
    return f"{number} " * 500


async def flood():
    text = "x" * 64 * 1024
    while not any(page.is_closed for page in pages):
        subscribers.push(text)
        while sum(page.sender.writer.write(b"") > 0 for page in pages) > 1:
            await asyncio.sleep(0)
    subscribers.push("over")


def main(port):
    budget.BYTES = 1 << 40
    make_server(application, "127.0.0.1", port, lambda: print("ready", flush=True)).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
