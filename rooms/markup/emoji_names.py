"""Emoji: their names between colons, and texts that have nothing else."""

import re

from emoji import EMOJI_DATA, STATUS, purely_emoji

from rooms.markup.names import LETTER

NAMED = re.compile(rf"(?<!{LETTER}):([a-z0-9_+-]+):(?!{LETTER})")
"Not what stands in a word or a time, such as `10:100:20`."
LONGEST = 60
"Characters of a text that may be larger; one emoji may have ten."
BEFORE_EMOJI = "\u203b"


NAMES = {
    emoji: [about["en"], *about.get("alias", ())]
    for emoji, about in EMOJI_DATA.items()
    if about["status"] == STATUS["fully_qualified"]
}
"Of each emoji in its full form what it is called in English, its first name and others."
EMOJI = {name.strip(":"): emoji for emoji, names in NAMES.items() for name in names}


def has_only_emoji(text: str) -> bool:
    """Whether the text has a few emoji, white space, and nothing else."""
    if not text[:1] > BEFORE_EMOJI or len(text) > LONGEST or text[0].isalpha():
        return False
    return purely_emoji("".join(text.split()))
