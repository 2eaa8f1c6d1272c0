"""What a browser downloads to open a room, on its first visit and on its second."""

import re

from tests.bench import site
from tests.bench.browse import fetch
from tests.bench.runner import progress
from tests.bench.servers import hearth

LINK = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/[^"]+)"')
WITHOUT_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.S)
IS_FRESH = re.compile(r"max-age=[1-9]|immutable")


def measure(runner):
    progress("sizes of a first and a second visit")
    with hearth(runner.folder, runner.keys[:1]) as job:
        headers = job["headers"][0] | {"Accept-Encoding": "gzip, br"}
        return _visits(lambda path, **more: fetch(job["origins"][0], path, headers | more))


def _visits(get):
    page = get(site.READING_ROOM)
    html = get(site.READING_ROOM, **{"Accept-Encoding": "identity"}).body.decode()
    links = LINK.findall(WITHOUT_SCRIPT.sub("", html))
    files = {path: get(path) for path in sorted(set(links))}
    second = {path: _second_size(get, path, file) for path, file in files.items()}
    return {
        "page": page.size,
        "first": page.size + sum(file.size for file in files.values()),
        "second": get(site.READING_ROOM).size + sum(second.values()),
        "files": {path: [file.size, second[path]] for path, file in files.items()},
    }


def _second_size(get, path, file):
    """Bytes that the browser gets when it needs the file again: none, a 304, or all of it."""
    if IS_FRESH.search(file.headers.get("cache-control", "")):
        return 0
    conditions = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    known = {
        condition: file.headers[name.lower()]
        for name, condition in conditions.items()
        if name.lower() in file.headers
    }
    return get(path, **known).size


def lines(figures):
    yield "Transfer of a room's page and the files that it links: bytes on the wire"
    yield f"first visit   {figures['first']:9,}  (the page alone {figures['page']:,})"
    yield f"second visit  {figures['second']:9,}"
