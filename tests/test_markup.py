"""Markup: text is escaped, and only its addresses become links."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.markup import MARKS, folded, has_names, linkify, names_in, to_html

TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
PIECES = ["http", "mailto", ":", "/", ".", "@", "www", "com", "a.com", "a@a", "//localhost"]
NEAR_ADDRESSES = st.lists(st.sampled_from([*PIECES, "10", "ö", " ", "\n", "-", "_", "<", "。"]))
LINK = re.compile(r'<a href="[^"<>]*"(?: title="([^"<>]*)")? rel="[^"<>]*">([^<>]*)</a>')


def addresses(html):
    """What is written of each link, in full."""
    return [title or shown for title, shown in LINK.findall(html)]


@settings(max_examples=300, deadline=None)
@given(text=TYPED)
def test_typed_text_stays_text_except_for_links(text):
    without_links = LINK.sub(lambda link: link[1] or link[2], to_html(text))
    assert "<" not in without_links
    assert ">" not in without_links
    assert html.unescape(without_links) == text


@settings(max_examples=1_000, deadline=None)
@given(text=NEAR_ADDRESSES.map("".join) | TYPED)
def test_text_without_marks_contains_no_address_and_no_name(text):
    assert MARKS.search(text) or not (linkify.match(text) or has_names(text))


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=1&c=2", "http://example.org", "www.example.org", "ana@example.org"],
)
def test_address_becomes_a_link_without_opener_and_referrer(address):
    result = to_html(f"see {address}.")
    assert addresses(result) == [html.escape(address)]
    assert 'rel="nofollow noopener noreferrer ugc"' in result
    assert result.endswith(".")


@pytest.mark.parametrize("name", ["README.md", "run.sh", "hi.it", "etc.And", "v2.0", "a.com.md"])
def test_name_of_a_file_or_a_greeting_is_no_address(name):
    assert addresses(to_html(f"see {name} there")) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("example.org/a b", "example.org/a"),
        ("www.hi.it", "www.hi.it"),
        ("ana@hi.it", "ana@hi.it"),
        ("https://hi.it/README.md", "https://hi.it/README.md"),
        ("(https://example.org/a)", "https://example.org/a"),
        ("（https://example.org/a）その", "https://example.org/a"),
        ("https://example.org/a。その", "https://example.org/a"),
        ("https://en.example.org/A_(b)", "https://en.example.org/A_(b)"),
    ],
)
def test_address_ends_before_the_punctuation_around_it(text, address):
    assert addresses(to_html(text)) == [address]


def test_long_address_shows_its_beginning_and_its_end_and_the_whole_as_its_title():
    address = f"https://example.org/{'long/' * 20}end?page=1"
    result = to_html(address)
    assert addresses(result) == [address]
    assert LINK.search(result)[2] == "https://example.org/long/long/long/lon…long/long/end?page=1"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_address_with_a_script_scheme_stays_text(address):
    assert "<a" not in to_html(f"see {address}")


@pytest.mark.parametrize(
    ("text", "known", "named"),
    [
        ("@ana.ben", {"ana", "ana.ben"}, {"ana.ben"}),
        ("@ana.ben", {"ana", "ben"}, {"ana"}),
        ("@anabel", {"ana"}, set()),
        ("@ana_bel", {"ana"}, set()),
        ("@ana. @ben-", {"ana", "ben"}, {"ana", "ben"}),
        ("@nobody-@ben", {"ben"}, {"ben"}),
        ("@Zoe\u0308", {"zo\xeb", "zoe"}, {"zo\xeb"}),
        ("@ana@example.org", {"ana", "ana@example.org"}, {"ana@example.org"}),
        ("@@ana", {"ana", "@ana"}, {"@ana"}),
        ("@ana.", {"ana", "ana."}, {"ana."}),
        ("ana@ben.example /@ben .@ben @@ben", {"ben"}, set()),
    ],
)
def test_name_is_the_longest_that_is_known(text, known, named):
    assert names_in(text, known) == named
    chips = re.findall(r">@([^<]*)</b>", to_html(text, {name: [1, "Somebody"] for name in known}))
    assert {folded(name) for name in chips} == named


def test_whoever_is_told_has_a_chip_beside_an_address():
    text = "@http://example.org and @mailto:a@b.example, https://example.org/@ana"
    html = to_html(text, {"http": [1, "H"], "mailto": [2, "M"], "ana": [3, "Ana"]})
    assert re.findall(r'data-person="(\d)"', html) == ["1", "2"]
    assert addresses(html) == ["https://example.org/@ana"]


def test_message_from_before_names_were_folded_keeps_its_chips():
    assert 'data-person="1"' in to_html("@Weiß", {"weiß": [1, "W."]})


@settings(max_examples=500, deadline=None)
@given(text=TYPED)
def test_folded_name_is_folded_for_good(text):
    assert folded(folded(text)) == folded(text)
