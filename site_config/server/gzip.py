"""Compresses responses with ISA-L: a tenth of zlib's time for a fifth more bytes."""

import gzip
import secrets

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from isal import igzip

MIN_LENGTH = 200
"Bytes; a shorter response is not worth the time."
LEVEL = 1
HEADER_SIZE = 10


class QuickGZipMiddleware(GZipMiddleware):
    """Compresses whole responses; leaves streams, short and encoded ones to Django's."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not self._can_compress(request, response):
            return super().process_response(request, response)
        patch_vary_headers(response, ["Accept-Encoding"])
        compressed = compress(response.content, self.max_random_bytes)
        if len(compressed) >= len(response.content):
            return response
        response.content = compressed
        response["Content-Length"] = len(compressed)
        response["Content-Encoding"] = "gzip"
        return response

    def _can_compress(self, request, response):
        return (
            "gzip" in request.headers.get("Accept-Encoding", "")
            and not response.streaming
            and len(response.content) >= MIN_LENGTH
            and not response.has_header("Content-Encoding")
            and response.get("ETag", "W/").startswith("W/")  # Django's weakens others
        )


def compress(content: bytes, max_random_bytes: int) -> bytes:
    """Gzip, with a file name of random length, so that the size does not reveal the content.

    Django does the same, after "Heal the Breach" (https://ieeexplore.ieee.org/document/9754554).
    """
    compressed = igzip.compress(content, LEVEL, mtime=0)
    header = bytearray(compressed[:HEADER_SIZE])
    header[3] = gzip.FNAME
    name = b"a" * secrets.randbelow(max_random_bytes)
    return bytes(header) + name + b"\0" + compressed[HEADER_SIZE:]
