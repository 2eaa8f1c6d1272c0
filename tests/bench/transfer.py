"""What a browser downloads to open a room: the first time, and when it comes again."""

import re

from tests.bench import site
from tests.bench.arena import progress
from tests.bench.browse import fetch
from tests.bench.servers import hearth

LINKED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/[^"]+)"')
IS_FRESH = re.compile(r"max-age=[1-9]|immutable")


def measure(arena):
    progress("sizes of a first and a second visit")
    with hearth(arena.folder, arena.keys[:1]) as job:
        headers = job["headers"][0] | {"Accept-Encoding": "gzip, br"}
        return _visits(lambda path, **more: fetch(job["origin"], path, headers | more))


def _visits(get):
    page = get(site.READING_ROOM)
    html = get(site.READING_ROOM, **{"Accept-Encoding": "identity"}).body.decode()
    parts = {path: get(path) for path in sorted(set(LINKED.findall(html)))}
    again = {path: _again(get, path, part) for path, part in parts.items()}
    return {
        "page": page.size,
        "first": page.size + sum(part.size for part in parts.values()),
        "second": get(site.READING_ROOM).size + sum(again.values()),
        "parts": {path: [part.size, again[path]] for path, part in parts.items()},
    }


def _again(get, path, part):
    """What the browser gets when it needs the same again: nothing, a 304, or all of it."""
    if IS_FRESH.search(part.headers.get("cache-control", "")):
        return 0
    asks = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    known = {
        ask: part.headers[name.lower()]
        for name, ask in asks.items()
        if name.lower() in part.headers
    }
    return get(path, **known).size


def lines(figures):
    yield "Transfer of a room's page with all that it links: bytes on the wire"
    yield f"first visit   {figures['first']:9,}  (the page alone {figures['page']:,})"
    yield f"second visit  {figures['second']:9,}"
