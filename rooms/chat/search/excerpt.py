"""The part of a message that a result shows, with the words marked."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

LENGTH, BEFORE = 280, 80
"Characters that are shown, and how many of them before the first word that was found."


def excerpt(body: str, terms: list[str]) -> SafeString:
    """The beginning of the text, or what stands around the first of the terms in it."""
    text = " ".join(body.split())
    found = re.compile("|".join(map(_pattern, terms)) or "(?!)", re.IGNORECASE)
    first = found.search(text)
    begin = _begin_of_word(text, first.start() - BEFORE) if first else 0
    end = begin + LENGTH
    marked = _marked(text[begin:end], found)
    return mark_safe(("… " if begin else "") + marked + (" …" if end < len(text) else ""))


def _pattern(term):
    return r"\s+".join(map(re.escape, term.split()))


def _begin_of_word(text, at):
    return text.rfind(" ", 0, at) + 1 if at > 0 else 0


def _marked(text, found):
    parts, end = [], 0
    for match in found.finditer(text):
        parts += escape(text[end : match.start()]), format_html("<mark>{}</mark>", match[0])
        end = match.end()
    return "".join([*parts, escape(text[end:])])
