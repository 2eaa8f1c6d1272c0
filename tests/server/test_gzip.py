"""Pages travel packed, for those who can unpack them."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from site_config.server.gzip import QuickGZipMiddleware, compress


@pytest.fixture
def page(client_of, lobby, ana):
    def get(encodings):
        return client_of(ana).get("/rooms/lobby/", headers={"Accept-Encoding": encodings})

    return get


def test_a_page_is_packed_and_unpacks_to_itself(page):
    packed = page("gzip, br")
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content)
    html = gzip.decompress(packed.content).decode()
    assert html.rstrip().endswith("</html>")
    assert len(packed.content) < len(html) / 2


def test_who_cannot_unpack_gets_it_as_it_is(page):
    plain = page("br")
    assert "Content-Encoding" not in plain
    assert plain.content.decode().rstrip().endswith("</html>")


def test_shared_caches_are_told_that_it_depends_on_what_was_asked_for(page):
    for encodings in ("gzip", "br"):
        assert "Accept-Encoding" in page(encodings)["Vary"]


def test_the_size_of_equal_pages_differs_so_that_it_gives_nothing_away():
    same = b"nothing but this" * 100
    assert len({len(compress(same, max_random_bytes=100)) for _ in range(20)}) > 5


def test_a_stream_is_packed_as_it_goes(rf):
    def rows(request):
        return StreamingHttpResponse(f"row {number}\n" for number in range(1_000))

    answer = QuickGZipMiddleware(rows)(rf.get("/", headers={"Accept-Encoding": "gzip"}))
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(answer)).endswith(b"row 999\n")


def test_what_would_not_get_shorter_is_sent_as_it_is(rf):
    noise = bytes(range(256))
    answer = QuickGZipMiddleware(lambda _: HttpResponse(noise))(
        rf.get("/", headers={"Accept-Encoding": "gzip"})
    )
    assert "Content-Encoding" not in answer
    assert answer.content == noise
    assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.parametrize("header", [{"Content-Encoding": "br"}, {"ETag": '"one"'}])
def test_what_has_been_packed_or_named_is_left_to_django(rf, header):
    def long(request):
        return HttpResponse("a" * 1_000, headers=header)

    answer = QuickGZipMiddleware(long)(rf.get("/", headers={"Accept-Encoding": "gzip"}))
    assert answer.get("ETag") in (None, 'W/"one"')
    assert answer["Content-Encoding"] == header.get("Content-Encoding", "gzip")
