"""Posts over HTTP from many programs, over a few persistent connections: posts per second."""

import asyncio
import json
import sys
import time
from itertools import cycle
from urllib.parse import urlsplit

WARM_UP = 0.5
PATH = "/api/v1/rooms/lobby/messages/"


class Poster:
    """Posts as one program after the other, as each has a limit."""

    def __init__(self, job):
        self.address, self.tokens = urlsplit(job["origin"]), cycle(job["tokens"])
        self.posted = 0

    async def post_repeatedly(self):
        reader, writer = await asyncio.open_connection(self.address.hostname, self.address.port)
        while True:
            writer.write(self._request(next(self.tokens)))
            await self._read(reader)
            self.posted += 1

    def _request(self, token):
        body = json.dumps({"body": f"Message {self.posted}: shall we meet by the fire at seven?"})
        lines = [
            f"POST {PATH} HTTP/1.1",
            f"Host: {self.address.netloc}",
            f"Authorization: Bearer {token}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", body]).encode()

    async def _read(self, reader):
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b" 201 " not in head.split(b"\r\n")[0]:
            sys.exit(f"A post was not stored: {head.decode()}")
        size = next(
            line[15:] for line in head.split(b"\r\n") if line.startswith(b"content-length:")
        )
        await reader.readexactly(int(size))


async def main():
    job = json.load(sys.stdin)
    poster = Poster(job)
    tasks = [asyncio.create_task(poster.post_repeatedly()) for _ in range(job["connections"])]
    await asyncio.wait(tasks, timeout=WARM_UP, return_when=asyncio.FIRST_EXCEPTION)
    before, began = poster.posted, time.monotonic()
    done, _ = await asyncio.wait(tasks, timeout=job["seconds"], return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()
    return (poster.posted - before) / (time.monotonic() - began)


if __name__ == "__main__":
    json.dump(asyncio.run(main()), sys.stdout)
