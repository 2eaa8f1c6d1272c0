"""Addresses of the web and of e-mail in a text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from linkify_it import LinkifyIt

MARKS = re.compile(r"[.:/@](?<=\S.)[^\s\d]")
"Every address contains one of these, between two characters."
ENDINGS = "com org net edu gov info eu dev io app de at ch fr nl uk se no dk pl es pt jp au ca"
WITHOUT_SCHEME = re.compile(rf"www\.|[^/:]*\.({ENDINGS.replace(' ', '|')})(?![^/:?#])", re.I)
"What is an address without a scheme; README.md, run.sh and hi.it are none."
SCHEME = re.compile(r"https?://[^\s/]|mailto:\S", re.I)
NEVER_IN_ADDRESSES = re.compile(
    "(?<=[^/])[`\u060c\u061b\u061f\u0964\u0965"
    "\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]"
)
"Punctuation of other scripts ends an address, and so does the end of code."
EMPHASIS_BEFORE = re.compile(r"(?<!\S)[*_~]+")
EMPHASIS_AFTER = re.compile(r"([*_~])\1*\Z")

linkify = LinkifyIt()


class Address(NamedTuple):
    """An address, as it is written from `begin` to `end`, and where it leads."""

    begin: int
    end: int
    url: str
    written: str


def addresses_in(text: str) -> Iterator[Address]:
    """The addresses in a text whose Markdown is not read yet."""
    if not MARKS.search(text):
        return
    for link in linkify.match(EMPHASIS_BEFORE.sub(_blank, text)) or ():
        written = _without_closing_marks(NEVER_IN_ADDRESSES.split(link.text)[0], text, link.index)
        if written and (link.schema or WITHOUT_SCHEME.match(written)):
            url = link.url.removesuffix(link.text.removeprefix(written))
            yield Address(link.index, link.index + len(written), url, written)


def destination(text: str) -> str:
    """Where a link leads whose destination is the whole text; empty if it is no address."""
    if SCHEME.match(text):
        return text
    address = next(addresses_in(text), None)
    return address.url if address and address.written == text else ""


def _blank(marks):
    return " " * len(marks[0])


def _without_closing_marks(written, text, begin):
    """Without the marks at its end that close what the same marks before it have opened."""
    marks = EMPHASIS_AFTER.search(written)
    while marks and text.find(marks[1], 0, begin) >= 0:
        written = written[: marks.start()]
        marks = EMPHASIS_AFTER.search(written)
    return written
