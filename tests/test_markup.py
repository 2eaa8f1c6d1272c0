import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.chat.rendering import MARKS, linkify, text_to_html
from rooms.models.mentions import NAME

WRITTEN = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
PIECES = ["http", "mailto", ":", "/", ".", "@", "www", "com", "a.com", "a@a", "//localhost"]
NEAR_ADDRESSES = st.lists(st.sampled_from([*PIECES, "10", "ö", " ", "\n", "-", "_", "<", "。"]))
LINK = re.compile(r'<a href="[^"<>]*" rel="[^"<>]*">([^<>]*)</a>')


@settings(max_examples=300, deadline=None)
@given(text=WRITTEN)
def test_whatever_people_type_stays_text_but_for_links(text):
    without_links = LINK.sub(r"\1", text_to_html(text))
    assert "<" not in without_links
    assert ">" not in without_links
    assert html.unescape(without_links) == text


@settings(max_examples=1_000, deadline=None)
@given(text=NEAR_ADDRESSES.map("".join) | WRITTEN)
def test_a_text_without_marks_has_neither_an_address_nor_a_name(text):
    assert MARKS.search(text) or not (linkify.match(text) or NAME.search(text))


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=1&c=2", "http://example.org", "www.example.org", "ana@example.org"],
)
def test_an_address_becomes_a_link_that_gives_nothing_away(address):
    result = text_to_html(f"see {address}.")
    assert LINK.search(result)[1] == html.escape(address)
    assert 'rel="nofollow noopener noreferrer ugc"' in result
    assert result.endswith(".")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_an_address_that_runs_something_stays_text(address):
    assert "<a" not in text_to_html(f"see {address}")
