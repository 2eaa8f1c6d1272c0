"""Text to tokens of markdown-it: the one parse that names are found and shown by."""

from collections.abc import Container

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rooms.markup import blocks, inline
from rooms.markup.names import NAME


def _parser():
    parser = MarkdownIt("zero").enable(["backticks", "emphasis", "strikethrough"])
    lines, words = parser.block.ruler, parser.inline.ruler
    begins_anywhere = {"alt": ["paragraph", "blockquote", "list"]}
    lines.at("paragraph", blocks.paragraph)
    lines.before("paragraph", "our_fence", blocks.fence, begins_anywhere)
    lines.before("paragraph", "our_quote", blocks.quote, begins_anywhere)
    lines.before("paragraph", "our_items", blocks.items, {"alt": ["paragraph", "blockquote"]})
    lines.before("paragraph", "end_of_quote", blocks.end_of_quote, {"alt": ["blockquote"]})
    words.at("text", inline.text)
    words.after("text", "address", inline.address)
    words.after("address", "mention", inline.mention)
    words.after("mention", "emoji", inline.emoji)
    words.before("backticks", "our_escape", inline.escape)
    words.before("strikethrough", "star_in_a_word", inline.star_in_a_word)
    words.push("our_link", inline.link)
    return parser


_PARSER = _parser()


def parse(text: str, known: Container[str] = ()) -> list[Token]:
    """The tokens of the text; what is named of `known`, which is folded, is a mention."""
    return _PARSER.parse(text, {"known": known, "addresses": {}})


def parse_line(text: str) -> list[Token]:
    """The same of a text without blocks and mentions."""
    return _PARSER.parseInline(text, {"known": (), "addresses": {}})


def names_in(text: str, known: Container[str]) -> set[str]:
    """The names that the text mentions, of those that are known; both are folded."""
    if not any(at for at in NAME.finditer(text)):
        return set()
    tokens = [child for token in parse(text, known) for child in token.children or ()]
    return {token.meta["name"] for token in tokens if token.type == "mention"}
