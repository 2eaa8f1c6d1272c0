"""Usernames, and where a text names somebody with @."""

import re
from collections.abc import Container
from itertools import accumulate
from unicodedata import normalize

USERNAME = r"^[\w.+-]*\w\Z"
"What a username may be: what is not mistaken for the text after an @name."
USERNAME_LENGTH = 150
ROOM, HERE = "room", "here"
"The names of all members of a room, and of those who are present; nobody else may have them."
LETTERS = r"\w\u0300-\u036f"
"With accents that are characters of their own."
WITHOUT_SPACES = (
    r"\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u1aaf\u2e80-\ua4cf\ua960-\ua97f"
    r"\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00016fe0-\U0003ffff"
)
"Scripts that put no space between words, and Korean, which puts none after a name."
LETTER = rf"(?:(?![{WITHOUT_SPACES}_])[{LETTERS}])"
AT = rf"(?<!{LETTER})(?<!{LETTER}_)(?<!{LETTER}__)(?<!{LETTER}___)(?<!@)@"
"An underscore before it may be Markdown, unless it follows a letter."
NAME = re.compile(rf"{AT}(?=(@?[{LETTERS}.+-]+(?:@[{LETTERS}.+-]*)?))")
"Where an @name begins, and all that may belong to it; older usernames have @ or end with a sign."
PART = re.compile(rf"(?:_*{LETTER}+)+|[{WITHOUT_SPACES}]|_+|[.@+-]|.", re.DOTALL)
NAME_AT_END = re.compile(rf"{AT}([{LETTERS}.+-]*)$")


def folded(name: str) -> str:
    """The name as it is compared: `Ａna`, `Ana` and `ana` are one."""
    return normalize("NFKC", normalize("NFKC", name).casefold())


def has_names(text: str) -> bool:
    """Whether the text may mention somebody."""
    # A plain search for "@" takes a hundredth of the regular expression's time.
    return "@" in text and bool(NAME.search(text))


def name_at(text: str, position: int, known: Container[str]) -> tuple[int, str] | None:
    """(where it ends, the name) of the @name there, if it is known; of several the longest.

    The names that are known are folded.
    """
    if at := NAME.match(text, position):
        for written in reversed([*accumulate(PART.findall(at[1][:USERNAME_LENGTH]))]):
            if (name := folded(written)) in known:
                return at.end() + len(written), name


def name_at_end(text: str) -> tuple[str, str] | None:
    """(the text before, the name as far as it is typed) if the text ends with an @name."""
    match = NAME_AT_END.search(text)
    return (text[: match.start()], match[1]) if match else None
