"""Pages, compressed in a tenth of zlib's time for a fifth more bytes (ISA-L)."""

import gzip
import secrets

from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from isal import igzip

SHORT = 200
LEVEL = 1
HEADER = 10


class QuickGZipMiddleware(GZipMiddleware):
    """Django's, which does what is left: streams, short answers, other encodings."""

    def process_response(self, request, response):
        if not self._is_mine(request, response):
            return super().process_response(request, response)
        patch_vary_headers(response, ["Accept-Encoding"])
        packed = compress(response.content, self.max_random_bytes)
        if len(packed) >= len(response.content):
            return response
        response.content = packed
        response["Content-Length"] = len(packed)
        response["Content-Encoding"] = "gzip"
        return response

    def _is_mine(self, request, response):
        return (
            "gzip" in request.headers.get("Accept-Encoding", "")
            and not response.streaming
            and len(response.content) >= SHORT
            and not response.has_header("Content-Encoding")
            and not response.has_header("ETag")
        )


def compress(content, max_random_bytes):
    """Gzip, under a file name of random length, so that its size tells nobody what is in it.

    Django does the same, after "Heal the Breach" (https://ieeexplore.ieee.org/document/9754554).
    """
    whole = igzip.compress(content, LEVEL, mtime=0)
    header = bytearray(whole[:HEADER])
    header[3] = gzip.FNAME
    name = b"a" * secrets.randbelow(max_random_bytes)
    return bytes(header) + name + b"\0" + whole[HEADER:]
