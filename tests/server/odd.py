"""An application that does what sites seldom do: `python -m tests.server.odd PORT`.

GET /slow answers after a second, /big with BIG bytes in chunks; POST anywhere is answered
with the length and the sum of what came. A socket gets back what it sends, through the
writer; what begins with `all` goes to everyone, and `leave` closes the sender's socket before it
does. `count` sends numbers to all until some wait for one, then `over`; `flood` starts a stream
of frames to all that ends when too much waits for one; after `nap` the application takes nothing
for a second.
"""

import asyncio
import sys
import zlib

from rooms.live.delivery.broadcast import Crowd
from rooms.live.delivery.fan_out import fan_out
from rooms.live.delivery.frames import Wire
from rooms.live.handshake import WRITER

CHUNK, CHUNKS = b"0123456789abcdef" * 4096, 128
BIG = len(CHUNK) * CHUNKS
SOME = 100_000
"Bytes that wait for a page, which is less than too much."
pages, crowd = set(), Crowd()


class Page:
    """As much of a page as has to do with what is sent to it."""

    def __init__(self, writer):
        self.outbox, self.is_closed = Wire(writer), False

    def break_off(self):
        self.is_closed = True
        self.outbox.abort()


async def application(scope, receive, send):
    await {"http": http, "websocket": websocket}[scope["type"]](scope, receive, send)


async def http(scope, receive, send):
    parts, more = [], True
    while more:
        event = await receive()
        parts.append(event.get("body", b""))
        more = event.get("more_body", False)
    body = b"".join(parts)
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
    is_big = scope["path"] == "/big"
    answer = b"" if is_big else f"{len(body)} {zlib.crc32(body)}".encode()
    length = str(BIG if is_big else len(answer)).encode()
    headers = [] if scope["path"] == "/endless" else [(b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for _ in range(CHUNKS if is_big and scope["method"] != "HEAD" else 0):
        await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
    await send({"type": "http.response.body", "body": answer})


async def websocket(scope, receive, send):
    await receive()
    page = Page(scope["extensions"][WRITER])
    await send({"type": "websocket.accept"})
    pages.add(page)
    crowd.add(page)
    while (event := await receive())["type"] == "websocket.receive":
        if event["text"] == "count":
            await count()
        elif event["text"] == "flood":
            await flood()
        elif event["text"] == "nap":
            await asyncio.sleep(1)
        elif event["text"] == "leave":
            page.outbox.close(4000)
            crowd.push("all who stay")
        elif event["text"].startswith("all"):
            crowd.push(event["text"])
        else:
            page.outbox.put(event["text"])
    pages.discard(page)
    crowd.discard(page)


async def count():
    """Numbers to all, in both ways, also when some of them wait already for the slowest."""
    number = 0
    while all(page.outbox.writer.write(b"") < SOME for page in pages):
        if number % 2:
            fan_out(counted(number), pages)
        else:
            crowd.push(counted(number))
        number += 1
        await asyncio.sleep(0)
    fan_out("over", pages)


def counted(number):
    return f"{number} " * 500


async def flood():
    """The same to all, until the slowest is cut off."""
    text = "x" * 64 * 1024
    while not any(page.is_closed for page in pages):
        crowd.push(text)
        await asyncio.sleep(0)
    crowd.push("over")


def main(port):
    from site_config.server.launch import server

    server(application, "127.0.0.1", port, lambda: print("ready", flush=True)).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
