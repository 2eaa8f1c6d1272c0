"""Finds what people read in templates and what is not marked for translation.

    python -m site_config.texts.unmarked templates

prints file, line and text of each, and fails if there is any. Text is what has letters
- between tags, outside of `{% translate %}` and `{% blocktranslate %}`;
- in an attribute that people read or hear: `title`, `aria-label`, `placeholder`, `alt`,
  `hx-confirm`, the `value` of a button, the `content` of a description;
- in a string that a template tag or filter passes on to be shown, without `_(…)`: those of
  `firstof` and `default`, and those of `include` and `with`, except a `name`.

`<code>`, `<kbd>`, scripts, comments, NAMES, and the blocks in MARKUP_BLOCKS are no language.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("Hearth",)
MARKUP_BLOCKS = ("live", "body_class", "socket", "socket_query")
"Blocks that stand inside of a tag."

NO_TEXT = re.compile(
    rf"""
      {{%[ ]*comment\b .*? {{%[ ]*endcomment[ ]*%}}
    | {{\#.*?\#}} | <!--.*?-->
    | {{%[ ]*blocktranslate\b .*? {{%[ ]*endblocktranslate[ ]*%}}
    | {{%[ ]*block[ ]({"|".join(MARKUP_BLOCKS)})[ ]*%}} .*? {{%[ ]*endblock[ ]\1[ ]*%}}
    | <(script|style|code|kbd)\b .*? </\2>
    """,
    re.VERBOSE | re.DOTALL,
)
DJANGO = re.compile(r"{%.*?%}|{{.*?}}")
SHOWN_STRINGS = [
    re.compile(r"""\|(?:default|default_if_none|yesno):(["'])(?P<text>.*?)\1"""),
    re.compile(r"""\|(?P<text>pluralize)\b"""),
    re.compile(r"""{%[ ]*firstof\b.*?[ ](["'])(?P<text>.*?)\1"""),
    re.compile(r"""{%[ ]*(?:include|with)\b.*?[ ](?!name=)\w+=(["'])(?P<text>.*?)\1"""),
]
TAG = re.compile(r"""</?[a-z!](?:"[^"]*"|'[^']*'|[^>"'])*>""", re.IGNORECASE)
READ_ATTRIBUTES = [
    re.compile(
        r"""\s(?:title|aria-label|placeholder|alt|hx-confirm)=(["'])(?P<text>.*?)\1""", re.S
    ),
    re.compile(r"""type="(?:submit|button|reset)".*?\svalue=(["'])(?P<text>.*?)\1""", re.S),
    re.compile(r"""name="description".*?\scontent=(["'])(?P<text>.*?)\1""", re.S),
]
IN_WORDS = re.compile(rf"&\#?\w+;|\b(?:{'|'.join(NAMES)})\b")
"Entities and names."
LETTER = re.compile(r"[^\W\d_]")


def unmarked(source: str) -> list[tuple[int, str]]:
    """(line, text) of each text in the template that is not marked."""
    return sorted((source.count("\n", 0, at) + 1, text) for at, text in _found(source))


def _found(source):
    source = NO_TEXT.sub(_blank, source)
    for django in DJANGO.finditer(source):
        yield from _matches(SHOWN_STRINGS, django)
    source = DJANGO.sub(_blank, source)
    for tag in TAG.finditer(source):
        yield from _matches(READ_ATTRIBUTES, tag)
    for line in re.finditer(r"\S.*", TAG.sub(_blank, source)):
        yield from _text(line.start(), line[0])


def _blank(match):
    """The match as blanks, so that all after it keeps its place."""
    return re.sub(r"\S", " ", match[0])


def _matches(patterns, piece):
    for pattern in patterns:
        for match in pattern.finditer(piece[0]):
            yield from _text(piece.start() + match.start("text"), match["text"])


def _text(at, text):
    if LETTER.search(IN_WORDS.sub("", text)):
        yield at, " ".join(text.split())


def report(folder: Path) -> Iterator[str]:
    """A line for each text in the folder's templates that is not marked."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".txt")):
        for line, text in unmarked(path.read_text("utf-8")):
            yield f"{path}:{line}: not marked for translation: {text}"


if __name__ == "__main__":
    lines = list(report(Path(sys.argv[1])))
    sys.exit("\n".join(lines) if lines else 0)
