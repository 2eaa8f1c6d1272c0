"""Addresses in what people write: they become links, and nothing else does."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.markup import to_html
from rooms.markup.addresses import MARKS, linkify

TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
PIECES = ["http", "mailto", ":", "/", ".", "@", "www", "com", "a.com", "a@a", "//localhost"]
NEAR_ADDRESSES = st.lists(st.sampled_from([*PIECES, "10", "ö", " ", "\n", "-", "_", "<", "。"]))
LINK = re.compile(r'<a href="[^"<>]*"(?: title="([^"<>]*)")? rel="[^"<>]*">([^<>]*)</a>')


def addresses(html):
    """What is written of each link, in full."""
    return [title or shown for title, shown in LINK.findall(html)]


@settings(max_examples=1_000, deadline=None)
@given(text=NEAR_ADDRESSES.map("".join) | TYPED)
def test_text_without_marks_contains_no_address(text):
    assert MARKS.search(text) or not linkify.match(text)


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
        ("https://example.org/a؟", "https://example.org/a"),
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
    ("text", "shown"),
    [
        ("[the manual](https://example.org/a)", "the manual"),
        ("[the manual](example.org)", "the manual"),
        ("[**the** `manual`](mailto:ana@example.org)", "<strong>the</strong> <code>manual</code>"),
        ("[A](https://en.example.org/A_(b))", "A"),
        ("![A](https://example.org/a.png)", "A"),
    ],
)
def test_link_with_text_shows_where_it_leads(text, shown):
    url = re.search(r"\((.*)\)", text)[1]
    url = url if ":" in url else f"http://{url}"
    assert f'<a href="{url}" title="{url}" rel="nofollow' in to_html(text)
    assert f">{shown}</a>" in to_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](/accounts/)",
        "[a](README.md)",
        "[ ](https://a.org)",
        "[a] ()",
    ],
)
def test_link_without_an_address_or_a_text_stays_as_it_was_typed(text):
    assert html.unescape(re.sub("<[^>]*>", "", to_html(text))) == text
    assert "[" in to_html(text)


def test_link_whose_text_is_an_address_shows_both():
    result = to_html("[https://example.org/bank](https://evil.example/)")
    assert addresses(result) == ["https://example.org/bank", "https://evil.example/"]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("**https://example.org/a**", "strong"),
        ("_see https://example.org/a_", "em"),
        ("~~https://example.org/a~~", "s"),
    ],
)
def test_mark_of_emphasis_after_an_address_is_no_part_of_it(text, tag):
    assert addresses(to_html(text)) == ["https://example.org/a"]
    assert to_html(text).endswith(f"</{tag}>")


def test_underscore_at_the_end_of_an_address_stays():
    assert addresses(to_html("https://example.org/key_")) == ["https://example.org/key_"]
