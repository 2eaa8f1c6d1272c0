"""The grammar of what people write: addresses become links, @names become mentions.

A pure module without the database, so that models may use it.
"""

import re
from collections.abc import Container
from itertools import accumulate
from unicodedata import normalize

import nh3
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from linkify_it import LinkifyIt

USERNAME = r"^[\w.+-]*\w\Z"
"What a username may be: what is not mistaken for the text after an @name."
USERNAME_LENGTH = 150
LETTERS = r"\w\u0300-\u036f"
"With accents that are characters of their own."
AT = rf"(?<![{LETTERS}@/.])@"
NAME = re.compile(rf"{AT}(?=(@?[{LETTERS}.+-]+(?:@[{LETTERS}.+-]*)?))")
"Where an @name begins, and all that may belong to it; older usernames have @ or end with a sign."
PART = re.compile(rf"[{LETTERS}]+|[.@+-]")
NAME_AT_END = re.compile(rf"{AT}([{LETTERS}.+-]*)$")
MARKS = re.compile(r"[.:/@]\S")
"Every address and every @name contains one of these."

ENDINGS = "com org net edu gov info eu dev io app de at ch fr nl uk se no dk pl es pt jp au ca"
WITHOUT_SCHEME = re.compile(rf"www\.|[^/:]*\.({ENDINGS.replace(' ', '|')})(?![^/:?#])", re.I)
"What is an address without a scheme; README.md, run.sh and hi.it are none."
LONGEST_LINK, BEGINNING, END = 60, 38, 20
"Characters of an address that are shown; of a longer one its beginning and its end."
NEVER_IN_LINKS = re.compile(
    "(?<=[^/])[\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]"
)
"Punctuation of scripts without spaces, which ends an address."

linkify = LinkifyIt()
REL = "nofollow noopener noreferrer ugc"


def folded(name: str) -> str:
    """The name as it is compared: `Ａna`, `Ana` and `ana` are one."""
    return normalize("NFKC", normalize("NFKC", name).casefold())


def has_names(text: str) -> bool:
    """Whether the text may mention somebody."""
    # A plain search for "@" takes a hundredth of the regular expression's time.
    return "@" in text and bool(NAME.search(text))


def names_in(text: str, known: Container[str]) -> set[str]:
    """The names that the text mentions, of those that are known; both are folded."""
    return {name for _, _, name in _find_names(text, known)}


def _find_names(text, known):
    """(begin, end, name) of each @name that is known; where several fit, of the longest."""
    for at in NAME.finditer(text):
        for written in reversed([*accumulate(PART.findall(at[1], 0, USERNAME_LENGTH))]):
            if (name := folded(written)) in known:
                yield at.start(), at.end() + len(written), name
                break


def name_at_end(text: str) -> tuple[str, str] | None:
    """(the text before, the name as far as it is typed) if the text ends with an @name."""
    match = NAME_AT_END.search(text)
    return (text[: match.start()], match[1]) if match else None


def to_html(text: str, mentions: dict[str, list] | None = None) -> SafeString:
    """Plain text as HTML, with its addresses as links and the names in `mentions` as chips.

    mentions: {name: [user id, display name]}. Markup that people type stays text.
    """
    if not MARKS.search(text):
        return escape(text)
    parts, end = [], 0
    for begin, until, html in sorted([*_chips(text, mentions or {}), *_links(text)]):
        if begin >= end:
            parts += escape(text[end:begin]), html
            end = until
    cleaned = nh3.clean(
        "".join([*parts, escape(text[end:])]),
        tags={"a", "b"},
        attributes={"a": {"href", "title"}, "b": {"class", "data-person", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )
    return mark_safe(cleaned)


def _links(text):
    for link in linkify.match(text) or ():
        written = NEVER_IN_LINKS.split(link.text)[0]
        url = link.url.removesuffix(link.text.removeprefix(written))
        if link.schema or WITHOUT_SCHEME.match(written):
            html = format_html('<a href="{}"{}>{}</a>', url, *_shortened(written))
            yield link.index, link.index + len(written), html


def _shortened(address):
    """(its title, what is shown of it)."""
    if len(address) <= LONGEST_LINK:
        return "", address
    return format_html(' title="{}"', address), f"{address[:BEGINNING]}…{address[-END:]}"


def _chips(text, mentions):
    people = {folded(name): person for name, person in mentions.items()}
    for begin, end, name in _find_names(text, people):
        pk, shown = people[name]
        chip = '<b class="mention" data-person="{}" title="{}">{}</b>'
        yield begin, end, format_html(chip, pk, shown, text[begin:end])
