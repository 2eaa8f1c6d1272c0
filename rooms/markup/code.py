"""Blocks of code, coloured by Pygments."""

import re
from html import escape
from itertools import groupby
from time import thread_time

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, String, Token

LANGUAGES = (
    "bash c c# c++ cmake cpp csharp css diff django docker dockerfile elixir erlang go "
    "graphql haskell hcl html htmldjango http ini java javascript jinja js json jsx julia kotlin "
    "less lua make makefile markdown md nginx nix objective-c ocaml perl php powershell "
    "properties py pycon python r rb rs ruby rust sass scala scss sh shell sql swift terraform "
    "tex toml ts tsx typescript vim xml yaml yml zig zsh"
)
"Whose code is coloured."
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
SLOW = re.compile(r"[^\n]{501}|\s{201}|\ufeff")
"Lines and gaps for which many lexers need time by the square of their length."
BUDGET = 0.05
"Seconds of this thread's work; what a lexer has not reached by then stays plain."


def highlight(code: str, language: str) -> str:
    """The code as HTML, with a class for each word that has a colour."""
    lexer = None if SLOW.search(code) else _lexer(language.lower())
    if not lexer:
        return escape(code)
    words = groupby(_in_time(lexer.get_tokens(code), code), key=lambda word: _class(word[0]))
    return "".join(_span(name, "".join(text for _, text in same)) for name, same in words)


def _lexer(language):
    return get_lexer_by_name(language, stripnl=False) if language in _LANGUAGES else None


def _in_time(words, code):
    end, position = thread_time() + BUDGET, 0
    for kind, text in words:
        yield kind, text
        position += len(text)
        if thread_time() > end:
            yield Token, code[position:]
            return


def _class(kind):
    while kind not in CLASSES and kind is not Token:
        kind = kind.parent
    return CLASSES.get(kind)


def _span(name, text):
    return f'<span class="{name}">{escape(text)}</span>' if name else escape(text)
