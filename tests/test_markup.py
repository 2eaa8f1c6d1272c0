"""Markup: text is escaped, and only its addresses become links."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.markup import MARKS, NAME, linkify, to_html

TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
PIECES = ["http", "mailto", ":", "/", ".", "@", "www", "com", "a.com", "a@a", "//localhost"]
NEAR_ADDRESSES = st.lists(st.sampled_from([*PIECES, "10", "ö", " ", "\n", "-", "_", "<", "。"]))
LINK = re.compile(r'<a href="[^"<>]*" rel="[^"<>]*">([^<>]*)</a>')


@settings(max_examples=300, deadline=None)
@given(text=TYPED)
def test_typed_text_stays_text_except_for_links(text):
    without_links = LINK.sub(r"\1", to_html(text))
    assert "<" not in without_links
    assert ">" not in without_links
    assert html.unescape(without_links) == text


@settings(max_examples=1_000, deadline=None)
@given(text=NEAR_ADDRESSES.map("".join) | TYPED)
def test_text_without_marks_contains_no_address_and_no_name(text):
    assert MARKS.search(text) or not (linkify.match(text) or NAME.search(text))


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=1&c=2", "http://example.org", "www.example.org", "ana@example.org"],
)
def test_address_becomes_a_link_without_opener_and_referrer(address):
    result = to_html(f"see {address}.")
    assert LINK.search(result)[1] == html.escape(address)
    assert 'rel="nofollow noopener noreferrer ugc"' in result
    assert result.endswith(".")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_address_with_a_script_scheme_stays_text(address):
    assert "<a" not in to_html(f"see {address}")
