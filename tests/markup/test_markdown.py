"""Markdown in messages: a subset, in which nothing that was typed gets lost."""

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rooms.markup import to_html
from rooms.markup.code import LANGUAGES, highlight
from rooms.markup.html import has_markup, render
from rooms.markup.parser import parse

TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
PIECES = [
    "*",
    "**",
    "_",
    "~~",
    "`",
    "``",
    "```",
    "```py\n",
    "[",
    "](",
    "](https://a.org)",
    ")",
    "> ",
]
PIECES += [
    "- ",
    "* ",
    "1. ",
    "2) ",
    "\n",
    "\n\n",
    "  ",
    "\t",
    "a",
    "b c",
    "\\",
    "<b>",
    "&lt;",
    "#",
    "---",
]
PIECES += ["@ana", "https://a.org/x", "a@b.org", ":", "!", "|", "\u3000", "安", "\xa0", '"', "'"]
MARKED = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
PEOPLE = {"ana": [1, 'Ana "the" <first>']}
ALLOWED = {
    **{tag: {()} for tag in ("code", "em", "s", "strong")},
    **{tag: {("dir",)} for tag in ("blockquote", "ol", "ul")},
    "a": {("href", "rel"), ("href", "rel", "title")},
    "b": {("class", "data-person", "title")},
    "li": {(), ("value",)},
    "pre": {("class", "dir"), ("class", "data-language", "dir")},
    "span": {("class",)},
}


class Checked(HTMLParser):
    """HTML that is well formed, and whose elements and attributes are allowed; and its text."""

    def __init__(self, text):
        super().__init__()
        self.open, self.deepest, self.text = [], 0, ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        assert tuple(sorted(name for name, _ in attributes)) in ALLOWED[tag]
        self.open.append(tag)
        self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        pytest.fail(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


@settings(max_examples=1_500, deadline=None)
@given(text=MARKED | TYPED)
@example("```\n```")
def test_html_is_well_formed_and_has_the_allowed_elements_alone(text):
    Checked(to_html(text, PEOPLE))


@settings(max_examples=1_000, deadline=None)
@given(text=MARKED | TYPED)
@example("> a\nb")
@example("-\n- a")
def test_no_letter_that_was_typed_gets_lost(text):
    shown, letters = Checked(to_html(text)).text, re.compile(r"[^\W\d_]")
    typed = re.sub(r"```py\n|\]\(https://a\.org\)", "", text)
    assert set(letters.findall(typed)) <= set(letters.findall(shown)) | set("https") | set("aorgpy")


@settings(max_examples=1_000, deadline=None)
@given(text=MARKED | TYPED)
def test_text_without_marks_has_no_markup(text):
    text = re.sub(r"(?m)^[ \t]+$", "", text).strip("\n")
    if not has_markup(text):
        assert render(parse(text), {}) == html.escape(text)


@settings(max_examples=300, deadline=None)
@given(text=TYPED.filter(lambda text: not has_markup(text)))
def test_text_without_marks_is_shown_as_it_was_typed(text):
    assert Checked(to_html(text)).text == text


@pytest.mark.parametrize("text", ["Good morning, all.", "a\nb - c\n\nd > e", "安娜 (1) 🎉"])
def test_text_without_marks_is_not_parsed(text, monkeypatch):
    monkeypatch.delattr("rooms.markup.html.parse")
    assert to_html(text) == text.replace(">", "&gt;")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("**a** __b__", "<strong>a</strong> <strong>b</strong>"),
        ("*a* _b_ ***c***", "<em>a</em> <em>b</em> <em><strong>c</strong></em>"),
        ("~~a~~ ~b~", "<s>a</s> ~b~"),
        ("`*a* <b>` ``a`b``", "<code>*a* &lt;b&gt;</code> <code>a`b</code>"),
        ("**a\nb**", "<strong>a\nb</strong>"),
        (r"\*a\* \`b\`", "*a* `b`"),
        (r"C:\x \\server\a", r"C:\x \\server\a"),
        (r"*a* ¯\_(ツ)_/¯", r"<em>a</em> ¯\_(ツ)_/¯"),
        ("snake_case_name 2*3*4 ** a **", "snake_case_name 2*3*4 ** a **"),
        ("安*娜*安", "安<em>娜</em>安"),
        ("# a\n---\nb\n===", "# a\n---\nb\n==="),
        ("<b>a</b> &lt; &copy;", "&lt;b&gt;a&lt;/b&gt; &amp;lt; &amp;copy;"),
        ("[a]: https\n[a]", "[a]: https\n[a]"),
        ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
    ],
)
def test_marks_within_a_line(text, result):
    assert to_html(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("* a\n\n* b", "<ul><li>a</li><li>b</li></ul>"),
        (
            "1. a\n2. b\n5. c",
            '<ol><li value="1">a</li><li value="2">b</li><li value="5">c</li></ol>',
        ),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("Buy\n- a\n- b\nThanks", "Buy<ul><li>a</li><li>b</li></ul>Thanks"),
        ("- a\n  b\nc", "<ul><li>a\nb</li></ul>c"),
        ("> a\n> b\nc", "<blockquote>a\nb</blockquote>c"),
        ("> a\n\n> - b", "<blockquote>a</blockquote><blockquote><ul><li>b</li></ul></blockquote>"),
        ("> > a", "<blockquote><blockquote>a</blockquote></blockquote>"),
        ("> > a\n> b", "<blockquote><blockquote>a</blockquote>b</blockquote>"),
    ],
)
def test_lists_and_quotes_end_with_their_lines(text, result):
    assert to_html(text).replace(' dir="auto"', "") == result


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "- ",
        "1.",
        "- - -",
        "* * *",
        "-1",
        "2.5 is",
        ">:(",
        ">_<",
        ">>> f()",
        "---",
        "~~~\na",
        "```",
    ],
)
def test_mark_without_a_text_is_none(text):
    assert html.unescape(to_html(text)) == text


@pytest.mark.parametrize(
    "text",
    ["    if a:\n        b.c()", "a\n\n\n\nb. c@d", "  a\n\n   b `", "a  \n  b\t`c", "\ta.b"],
)
def test_white_space_stays_as_it_was_typed(text):
    assert to_html(text) == text


def test_block_of_code_is_coloured_and_keeps_its_white_space():
    result = to_html('```python\n\nif a:\n    return "<b>"  # @ana\n```\nafter', PEOPLE)
    assert result == (
        '<pre class="code" dir="ltr" data-language="python"><code>\n'
        '<span class="ke">if</span> a:\n    <span class="ke">return</span> '
        '<span class="st">"&lt;b&gt;"</span>  <span class="co"># @ana</span>\n'
        "</code></pre>after"
    )


@pytest.mark.parametrize("language", ["", "no-such-language", "brainfuck"])
def test_code_of_another_language_stays_plain(language):
    assert "<code>if &lt;a&gt;\n</code>" in to_html(f"```{language}\nif <a>\n```")


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_code_of_each_language_stays_what_was_typed(language):
    code = "def f(a):\n\n\treturn {'a': \"b\"} <c d='e'> /* f */ -- g\n"
    assert Checked(highlight(code, language)).text == code


def test_lexer_that_takes_too_long_leaves_the_rest_plain(monkeypatch):
    code = "if a:\n    pass\n" * 3
    monkeypatch.setattr("rooms.markup.code.BUDGET", -1)
    assert highlight(code, "python").count("<span") == 1
    assert Checked(highlight(code, "python")).text == code


@pytest.mark.parametrize("code", ["if " + "a" * 500, "if" + "\n" * 201])
def test_code_that_lexers_are_slow_about_is_plain(code):
    assert highlight(code, "python") == code


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "*a ", "_a ", "**", "~~a ", "*a _b ", "> - "])
def test_nesting_is_limited(mark):
    end = "".join(f"b{mark.strip()[0]} " for _ in range(1_000)) if mark[0] in "*_" else ""
    assert Checked(to_html(f"{mark * 900}a {end}"[:4_000])).deepest <= 25
