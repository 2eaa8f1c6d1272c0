"""Blocks of code, coloured by Pygments."""

from html import escape
from itertools import groupby

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, String, Token
from pygments.util import ClassNotFound

LANGUAGES = (
    "bash c c# c++ cmake console cpp csharp css diff django docker dockerfile elixir erlang go "
    "graphql haskell hcl html htmldjango http ini java javascript jinja js json jsx julia kotlin "
    "less lua make makefile markdown md nginx nix objective-c ocaml perl php powershell "
    "properties py pycon python r rb rs ruby rust sass scala scss sh shell sql swift terraform "
    "tex toml ts tsx typescript vim xml yaml yml zig zsh"
)
"Whose lexers are kept: others may take too long for a text that is made for it."
CLASSES = {
    Comment: "co",
    Keyword: "ke",
    Name.Attribute: "na",
    Name.Builtin: "na",
    Name.Class: "na",
    Name.Decorator: "na",
    Name.Function: "na",
    Name.Tag: "ke",
    Number: "nu",
    String: "st",
    Generic.Inserted: "in",
    Generic.Deleted: "de",
    Generic.Heading: "co",
    Generic.Prompt: "co",
}
"The few kinds of words that have a colour of their own, in static/css/chat/text.css."

_LANGUAGES = frozenset(LANGUAGES.split())


def highlight(code: str, language: str) -> str:
    """The code as HTML, with a class for each word that has a colour."""
    lexer = _lexer(language.lower())
    if not lexer:
        return escape(code)
    words = groupby(lexer.get_tokens(code), key=lambda word: _class(word[0]))
    return "".join(_span(name, "".join(text for _, text in same)) for name, same in words)


def _lexer(language):
    if language not in _LANGUAGES:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


def _class(kind):
    while kind not in CLASSES and kind is not Token:
        kind = kind.parent
    return CLASSES.get(kind)


def _span(name, text):
    return f'<span class="{name}">{escape(text)}</span>' if name else escape(text)
