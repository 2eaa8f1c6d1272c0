"""Mentions: a name is a chip exactly where it is found, and whoever is found is told."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rooms.markup import folded, has_names, name_at_end, names_in, to_html

TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
PIECES = [
    *("@ana", "@ana.b", "@_ana_", "@安娜", "@", "ana", "_", "*", "`", "```\n", "\n", "/", ".", " "),
    *("[", "](http://a.org)", "http://a.org/", "a@b.org", "> ", "- ", "~~", "\\", "安", "님", "ö"),
]
NAMES = ["ana", "ana.b", "_ana_", "安娜", "ana_"]
KNOWN = {name: [number, name] for number, name in enumerate(NAMES)}


def chips(text, known):
    html = to_html(text, {name: [1, "Somebody"] for name in known})
    return {folded(name) for name in re.findall(r'<b class="mention"[^>]*>@([^<]*)</b>', html)}


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
        ("ana@ben.example a_@ben @@ben", {"ben"}, set()),
    ],
)
def test_name_is_the_longest_that_is_known(text, known, named):
    assert names_in(text, known) == named
    assert chips(text, known) == named


@pytest.mark.parametrize(
    "text",
    [
        *("谢谢@ana", "@ana谢谢", "@anaさん", "@ana님 안녕", "สวัสดี@ana", "@anaครับ"),
        *("(@ana)", "“@ana”", ".@ana", "Done.@ana", "…@ana!", "「@ana」", "@ana/@ben", "-@ana:"),
        *("**@ana**", "_@ana_", "__@ana__", "~~@ana~~", "> @ana", "- @ana", "1. @ana", "[@ana]"),
    ],
)
def test_name_beside_punctuation_or_scripts_without_spaces_is_a_mention(text):
    assert names_in(text, {"ana"}) == chips(text, {"ana"}) == {"ana"}


def test_name_in_a_script_without_spaces_is_the_longest_too():
    assert names_in("@田中さん", {"田", "田中", "中"}) == {"田中"}


def test_each_of_several_names_divided_by_slashes_is_a_mention():
    known = {"ana", "ben", "zoe"}
    assert names_in("@ana/@ben/@zoe", known) == chips("@ana/@ben/@zoe", known) == known


@pytest.mark.parametrize(
    "text",
    [
        *("`@ana`", "``a ` @ana``", "```\n@ana\n```", "```py\n@ana\ndef f(): pass"),
        *("https://example.org/@ana", "https://example.org/?to=@ana", "www.example.org/a,@ana"),
        *("example.org/@ana", "mailto:x@ana.example", "ben@ana", "node_modules/@ana/x", "\\@ana"),
        *("[text](https://example.org/@ana)", "[text](mailto:ben@ana.example)"),
    ],
)
def test_name_in_code_or_in_an_address_is_no_mention(text):
    assert names_in(text, {"ana"}) == chips(text, {"ana"}) == set()


def test_name_with_underscores_at_its_ends_is_no_emphasis():
    assert to_html("@_ana_ _b_", {"_ana_": [1, "Ana"]}).endswith(">@_ana_</b> <em>b</em>")


@settings(max_examples=1_000, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | TYPED)
@example("@ana_`@ana`_")
def test_chip_is_shown_exactly_where_somebody_is_named(text):
    named = names_in(text, KNOWN)
    assert chips(text, KNOWN) == chips(text, named) == named
    assert has_names(text) or not named


def test_whoever_is_told_has_a_chip_beside_an_address():
    text = "@http://example.org and @mailto:a@b.example, https://example.org/@ana"
    html = to_html(text, {"http": [1, "H"], "mailto": [2, "M"], "ana": [3, "Ana"]})
    assert re.findall(r'data-person="(\d)"', html) == ["1", "2"]
    assert re.findall(r'href="([^"]*)"', html) == ["https://example.org/@ana"]


def test_message_from_before_names_were_folded_keeps_its_chips():
    assert 'data-person="1"' in to_html("@Weiß", {"weiß": [1, "W."]})


@pytest.mark.parametrize("text", ["Hi @an", "谢谢@an", "_@an", "(@an"])
def test_name_that_is_being_typed_is_found_at_the_end(text):
    assert name_at_end(text) == (text.removesuffix("@an"), "an")


@settings(max_examples=500, deadline=None)
@given(text=TYPED)
def test_folded_name_is_folded_for_good(text):
    assert folded(folded(text)) == folded(text)
