"""Tokens to HTML. Markup that people type stays text."""

import re
from html import escape

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from markdown_it.token import Token

from rooms.markup.chips import Chips
from rooms.markup.code import highlight
from rooms.markup.emoji_names import has_only_emoji
from rooms.markup.names import folded
from rooms.markup.parser import parse, parse_line

MARKS = re.compile(r"[.:/@*_~`\\\[](?:\S|(?<=`))")
"A text with none of them, nor of those that begin a line, has no markup."
MARKS_OF_LINES = re.compile(r"\n[ \t]*(?:[>*+-]|[0-9]+[.)])[ \t]")
DEEPEST_EMPHASIS = 8
LONGEST_ADDRESS, BEGINNING, END = 60, 38, 20
"Characters of an address that are shown; of a longer one its beginning and its end."
BLOCKS = {
    "blockquote_open": '<blockquote dir="auto">',
    "blockquote_close": "</blockquote>",
    "bullet_list_open": '<ul dir="auto">',
    "bullet_list_close": "</ul>",
    "ordered_list_open": '<ol dir="auto">',
    "ordered_list_close": "</ol>",
    "list_item_close": "</li>",
}
CLEANER = nh3.Cleaner(
    tags={*("a", "b", "blockquote", "code", "em", "li", "ol", "pre", "s", "span", "strong", "ul")},
    attributes={
        "a": {"href", "title"},
        "b": {"class", "data-people", "data-person", "title"},
        "blockquote": {"dir"},
        "li": {"value"},
        "ol": {"dir"},
        "pre": {"class", "data-language", "dir"},
        "span": {"class"},
        "ul": {"dir"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener noreferrer ugc",
)


def has_markup(text: str) -> bool:
    """Whether the text may be shown otherwise than as it was typed."""
    # Each expression begins with what the regular expression engine finds fast.
    return bool(MARKS.search(text) or MARKS_OF_LINES.search(f"\n{text}"))


def to_html(text: str, mentions: dict[str, list | dict] | None = None) -> SafeString:
    """Markdown as HTML, with its addresses as links and the names in `mentions` as chips.

    mentions: {name: whom it means}, as rooms/markup/chips.py has it.
    """
    if not has_markup(text):
        # Not mark_safe: its decorator takes longer than the escaping.
        return SafeString(_larger(escape(text)) if has_only_emoji(text) else escape(text))
    people = {folded(name): person for name, person in (mentions or {}).items()}
    tokens = parse(text, people)
    html = render(tokens, people)
    return SafeString(CLEANER.clean(_larger(html) if _is_only_emoji(tokens) else html))


def line_to_html(text: str) -> SafeString:
    """The same for a text of one line, such as an announcement: without blocks and mentions."""
    if not has_markup(text):
        return SafeString(escape(text))
    return SafeString(CLEANER.clean(render(parse_line(text), {})))


def _larger(emoji):
    return f'<span class="emoji">{emoji}</span>'


def _is_only_emoji(tokens):
    words = tokens[0].children or [] if len(tokens) == 1 else []
    is_text = all(word.type == "text" for word in words)
    return is_text and has_only_emoji("".join(word.content for word in words))


def render(tokens: list[Token], people: dict[str, list | dict]) -> str:
    """The tokens as HTML that is not cleaned yet. people: {folded name: whom it means}."""
    return "".join(_blocks(tokens, Chips(people)))


def _blocks(tokens, chips):
    """The HTML of blocks; empty lines between two paragraphs stay as they were typed."""
    end = None
    for token in tokens:
        if token.type == "inline":
            begin, until = token.map
            yield "\n" * (begin - end + 1) if end is not None else ""
            yield from _words(token.children, chips)
            end = until
            continue
        end = None
        if token.type == "list_item_open":
            yield _item(token)
        elif token.type == "fence":
            yield _code(token)
        else:
            yield BLOCKS[token.type]


def _item(token):
    return format_html('<li value="{}">', token.info) if token.info else "<li>"


def _code(token):
    language = token.info.strip()
    label = format_html(' data-language="{}"', language) if language else ""
    code = highlight(token.content, language)
    return f'<pre class="code" dir="ltr"{label}><code>{code}</code></pre>'


def _words(tokens, chips):
    open_tags = []
    for token in tokens:
        if token.type == "text":
            yield escape(token.content)
        elif token.type == "code_inline":
            yield f"<code>{escape(token.content)}</code>"
        elif token.type == "mention":
            yield chips.html(token.content, token.meta["name"])
        elif token.type == "address":
            yield _address(token)
        elif token.type == "link_open":
            yield format_html('<a href="{0}" title="{0}">', token.attrs["href"])
        elif token.type == "link_close":
            yield "</a>"
        elif token.nesting > 0:
            open_tags.append(token)
            yield f"<{token.tag}>" if len(open_tags) <= DEEPEST_EMPHASIS else token.markup
        else:
            yield f"</{token.tag}>" if len(open_tags) <= DEEPEST_EMPHASIS else token.markup
            open_tags.pop()


def _address(token):
    url, written = token.attrs["href"], token.content
    if len(written) <= LONGEST_ADDRESS:
        return format_html('<a href="{}">{}</a>', url, written)
    shown = f"{written[:BEGINNING]}…{written[-END:]}"
    return format_html('<a href="{}" title="{}">{}</a>', url, written, shown)
