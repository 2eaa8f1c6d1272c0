"""What of a text can be seen, and what stays of its white space."""

import re

INVISIBLE = (
    r"\s\x01-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"White space, controls, Unicode's Default_Ignorable_Code_Point, and three blanks that are none."
VISIBLE = re.compile(f"[^{INVISIBLE}]")
EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")


def is_visible(text: str) -> bool:
    """Whether anything of the text can be seen."""
    return bool(VISIBLE.search(text))


def trimmed(text: str) -> str:
    """Without empty lines before it and white space after it; the first line stays indented."""
    return EMPTY_LINES.sub("", text.rstrip())
