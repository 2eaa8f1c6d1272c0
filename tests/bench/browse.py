"""Fetches pages over HTTP: one page once, or the same page again and again."""

import asyncio
import gzip
import json
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle, islice
from urllib.parse import urlsplit

from tests.bench.process import cpu_seconds

CONNECTIONS = 4
WARM_UP = 0.5


@dataclass
class Response:
    status: int
    headers: dict
    body: bytes
    "Decompressed."
    size: int
    "Bytes on the wire: the status line, the headers, the body as it was sent."


def fetch(origin, path, headers):
    """Get the path once."""
    connection = HTTPConnection(urlsplit(origin).netloc, timeout=20)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    status_line = f"HTTP/1.1 {response.status} {response.reason}"
    lines = [status_line, *map(": ".join, response.getheaders()), ""]
    size = sum(len(line) + 2 for line in lines) + len(body)
    found = {name.lower(): value for name, value in response.getheaders()}
    if found.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return Response(response.status, found, body, size)


class RepeatingClient(asyncio.Protocol):
    """One persistent connection. It sends the request again after each complete response."""

    def __init__(self, request, tally):
        self.request, self.tally = request, tally
        self.received, self.expected_size = b"", None

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        self.received += data
        if self.expected_size is None:
            self._read_head()
        if self.expected_size is not None and len(self.received) >= self.expected_size:
            self.received, self.expected_size = b"", None
            self.tally["pages"] += 1
            self.transport.write(self.request)

    def _read_head(self):
        head, end, _ = self.received.partition(b"\r\n\r\n")
        if not end:
            return
        status, *fields = head.lower().split(b"\r\n")
        lengths = [int(line[15:]) for line in fields if line.startswith(b"content-length:")]
        if b" 200 " not in status or not lengths:
            sys.exit(f"The page cannot be measured: {head.decode()}")
        self.expected_size = len(head) + 4 + lengths[0]

    def connection_lost(self, error):
        if error:
            sys.exit(f"A connection broke: {error}")


async def fetch_repeatedly(job):
    """Pages per second over a few persistent connections, and what both processes use."""
    tally = {"pages": 0}
    for origin in islice(cycle(job["origins"]), CONNECTIONS):
        await _connect(urlsplit(origin), job, tally)
    await asyncio.sleep(WARM_UP)
    before = _now(job, tally)
    await asyncio.sleep(job["seconds"])
    now = _now(job, tally)
    elapsed = now["seconds"] - before["seconds"]
    return {key: (now[key] - before[key]) / elapsed for key in now}


async def _connect(address, job, tally):
    headers = {"Host": address.netloc, **job["headers"]}
    lines = [f"GET {job['path']} HTTP/1.1", *map(": ".join, headers.items()), "", ""]
    request = "\r\n".join(lines).encode()
    await asyncio.get_running_loop().create_connection(
        lambda: RepeatingClient(request, tally), address.hostname, address.port
    )


def _now(job, tally):
    return {
        "seconds": time.monotonic(),
        "load_cpu": time.process_time(),
        "server_cpu": sum(map(cpu_seconds, job["servers"])),
        **tally,
    }


if __name__ == "__main__":
    json.dump(asyncio.run(fetch_repeatedly(json.load(sys.stdin))), sys.stdout)
