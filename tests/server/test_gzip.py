"""Responses are compressed for clients that accept gzip."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from site_config.server.gzip import QuickGZipMiddleware, compress


@pytest.fixture
def page(client_of, lobby, ana):
    def get(encodings):
        return client_of(ana).get("/rooms/lobby/", headers={"Accept-Encoding": encodings})

    return get


def test_client_that_accepts_gzip_gets_a_compressed_page(page):
    response = page("gzip, br")
    assert response["Content-Encoding"] == "gzip"
    assert int(response["Content-Length"]) == len(response.content)
    html = gzip.decompress(response.content).decode()
    assert html.rstrip().endswith("</html>")
    assert len(response.content) < len(html) / 2


def test_client_that_does_not_accept_gzip_gets_the_page_uncompressed(page):
    response = page("br")
    assert "Content-Encoding" not in response
    assert response.content.decode().rstrip().endswith("</html>")


def test_shared_cache_is_told_to_vary_by_accepted_encoding(page):
    for encodings in ("gzip", "br"):
        assert "Accept-Encoding" in page(encodings)["Vary"]


def test_equal_pages_get_different_sizes_so_that_size_reveals_nothing():
    content = b"the same content" * 100
    assert len({len(compress(content, max_random_bytes=100)) for _ in range(20)}) > 5


def test_stream_is_compressed_while_it_is_sent(rf):
    def stream(request):
        return StreamingHttpResponse(f"line {number}\n" for number in range(1_000))

    response = QuickGZipMiddleware(stream)(rf.get("/", headers={"Accept-Encoding": "gzip"}))
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(response)).endswith(b"line 999\n")


def test_incompressible_response_is_sent_unchanged(rf):
    noise = bytes(range(256))
    response = QuickGZipMiddleware(lambda _: HttpResponse(noise))(
        rf.get("/", headers={"Accept-Encoding": "gzip"})
    )
    assert "Content-Encoding" not in response
    assert response.content == noise
    assert "Accept-Encoding" in response["Vary"]


@pytest.mark.parametrize("header", [{"Content-Encoding": "br"}, {"ETag": '"one"'}])
def test_response_with_an_encoding_or_an_etag_is_left_to_django(rf, header):
    def view(request):
        return HttpResponse("a" * 1_000, headers=header)

    response = QuickGZipMiddleware(view)(rf.get("/", headers={"Accept-Encoding": "gzip"}))
    assert response.get("ETag") in (None, 'W/"one"')
    assert response["Content-Encoding"] == header.get("Content-Encoding", "gzip")
