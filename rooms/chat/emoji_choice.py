"""Emoji to react with: which texts are one, a few that everybody uses, and a search by name."""

from functools import cache
from typing import NamedTuple

from rooms.markup.emoji_names import NAMES

QUICK = ("👍", "❤️", "😂")
"Those that are one click away, beside every message."
COMMON = (
    *QUICK, "🎉", "🙏", "👏", "👀", "✅", "💯", "🔥", "🚀", "👎", "😮", "😢", "😄", "😅",
    "😍", "😉", "🤔", "🙈", "😴", "😡", "🥳", "🤝", "💪", "👋", "🙌", "👌", "☕", "🍕", "🎂", "❌",
)  # fmt: skip
"Those that the choice begins with."
SHOWN = 48
VARIATION = "\ufe0f"
"Asks for the colourful form of a sign; some keyboards leave it out."
_qualified = {emoji.replace(VARIATION, ""): emoji for emoji in NAMES}


def qualified(text: str) -> str | None:
    """The emoji in its one full form, if the text is exactly one."""
    return _qualified.get(text.replace(VARIATION, ""))


def name_of(emoji: str) -> str:
    """What it is called in English: "party popper"."""
    return _words(NAMES[emoji][0])


class Found(NamedTuple):
    """What a search found, the most likely first: (emoji, name), at most SHOWN."""

    emoji: list
    has_more: bool


def find(text: str) -> Found:
    """The emoji whose names contain each word of the text; without words, the common ones."""
    words = _words(text).casefold().split()
    if not words:
        return Found(_named(COMMON), has_more=False)
    itself = qualified(text.strip())
    found = [each for each in _index() if all(word in each.words for word in words)]
    found.sort(key=lambda each: each.rank(words[0]))
    found = [itself] * bool(itself) + [each.emoji for each in found]
    return Found(_named(found[:SHOWN]), has_more=len(found) > SHOWN)


def _named(many):
    return [(emoji, name_of(emoji)) for emoji in many]


class Entry(NamedTuple):
    emoji: str
    words: str
    "Its name and its aliases, each word after a space."

    def rank(self, word):
        """The common ones first, then those with a word that begins so; skin tones last."""
        place = COMMON.index(self.emoji) if self.emoji in COMMON else len(COMMON)
        return "skin tone" in self.words, place, f" {word}" not in self.words


@cache
def _index():
    return [
        Entry(emoji, "".join(f" {_words(name)}" for name in names).casefold())
        for emoji, names in NAMES.items()
    ]


def _words(name):
    return name.replace("_", " ").replace(":", " ").strip()
